# bench: 11
# kind: numeric
"""Queens on a board: by permutations, by backtracking on lists, by bit masks."""
import sys
from itertools import permutations


def by_permutations(n):
    return sum(
        1
        for p in permutations(range(n))
        if len({p[i] + i for i in range(n)}) == n == len({p[i] - i for i in range(n)})
    )


def by_lists(n):
    solutions = []
    cols, up, down = [False] * n, [False] * (2 * n), [False] * (2 * n)
    placed = []

    def place(row):
        if row == n:
            solutions.append(tuple(placed))
            return
        for c in range(n):
            if cols[c] or up[row + c] or down[row - c + n]:
                continue
            cols[c] = up[row + c] = down[row - c + n] = True
            placed.append(c)
            place(row + 1)
            placed.pop()
            cols[c] = up[row + c] = down[row - c + n] = False

    place(0)
    return solutions


def by_bits(n):
    full = (1 << n) - 1

    def count(cols, left, right):
        if cols == full:
            return 1
        total = 0
        free = full & ~(cols | left | right)
        while free:
            bit = free & -free
            free ^= bit
            total += count(cols | bit, (left | bit) << 1, (right | bit) >> 1)
        return total

    return count(0, 0, 0)


def main(size):
    for n in range(1, size + 1):
        found = by_lists(n)
        print(n, len(found), by_bits(n), by_permutations(n) if n < 8 else "-")
    board = by_lists(size)[0]
    for q in board:
        print("." * q + "Q" + "." * (size - q - 1))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6)
