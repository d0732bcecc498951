# kind: call
"""Builtins looked up while globals change: values replaced, names that come and go, builtins patched, dicts cleared."""

import builtins

counter = 0


def total(n):
    t = 0
    for i in range(n):
        t += i
    return t


def length(x):
    return len(x)


def hidden_midway(n):
    global range
    seen = []
    for turn in range(4):
        if turn == 1:
            range = lambda k: [10, 20]
        if turn == 3:
            del range
        seen.append(total(n))
    return seen


def patched(n):
    real = builtins.len
    seen = [length("abc")]
    builtins.len = lambda x: -1
    try:
        seen.append(length("abc"))
    finally:
        builtins.len = real
    seen.append(length("abc"))
    return seen


def counted(n):
    """Values of globals change all the time: what is found in builtins stays found."""
    global counter
    for i in range(n):
        counter += len("ab")
        counter ^= abs(-i)
    return counter


def in_namespace():
    """The same code in namespaces of its own, cleared and filled again with as many names."""
    code = compile("def f(n):\n    return max(n, 3)\n", "space", "exec")
    space = {}
    exec(code, space)
    f = space["f"]
    seen = [f(1), f(9)]
    names = dict(space)
    space.clear()
    space.update(names)
    seen.append(f(1))
    space["max"] = min
    seen.append(f(1))
    del space["max"]
    seen.append(f(1))
    space["__builtins__"] = {"max": lambda a, b: "own"}
    seen.append(f(1))
    return seen


def main(n):
    print(hidden_midway(n), patched(n), counted(n), in_namespace())
    for _ in range(3):
        print(total(n), hidden_midway(n))
    try:
        del builtins.sorted
        print(sorted([2, 1]))
    except NameError as e:
        print(e)


if __name__ == "__main__":
    import sys

    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
