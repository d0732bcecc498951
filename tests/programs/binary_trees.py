# bench: 15
# kind: object
"""Allocation and release of many small trees, as tuples and as objects."""
import sys


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right

    def check(self):
        if self.left is None:
            return 1
        return 1 + self.left.check() + self.right.check()


def grow(depth):
    if depth == 0:
        return Node(None, None)
    depth -= 1
    return Node(grow(depth), grow(depth))


def grow_tuple(depth):
    return (grow_tuple(depth - 1), grow_tuple(depth - 1)) if depth else ()


def check_tuple(tree):
    if not tree:
        return 1
    left, right = tree
    return 1 + check_tuple(left) + check_tuple(right)


def main(size):
    stretch = size + 1
    print(f"stretch tree of depth {stretch}\t check: {grow(stretch).check()}")
    long_lived = grow(size)
    for depth in range(4, size + 1, 4):
        rounds = 1 << (size - depth + 2)
        total = 0
        for _ in range(rounds):
            total += grow(depth).check()
        print(f"{rounds}\t trees of depth {depth}\t check: {total}")
        print(f"{rounds // 4}\t tuples of depth {depth}\t check: {sum(check_tuple(grow_tuple(depth)) for _ in range(rounds // 4))}")
    print(f"long lived tree of depth {size}\t check: {long_lived.check()}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
