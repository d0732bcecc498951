# opt: -O0 -O2
"""Slices in loops on numbers: of everything that can be sliced and of what cannot, with ends of every kind, and what happens when the parts end."""
import sys


class Sliced:
    def __init__(self):
        self.keys = []

    def __getitem__(self, key):
        self.keys.append(key)
        return (key.start, key.stop, key.step)


class MyList(list):
    def __getitem__(self, key):
        return ("mine", super().__getitem__(key))


class Index:
    def __index__(self):
        return 2


class Dies:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("dies", self.name)


def parts(o, n):
    """The type of `o` is another one at each call."""
    total = 0
    out = []
    for i in range(n):
        total += i
        part = o[i:i + 2]
        out.append(part)
        out.append(o[:i - 1])
        out.append(o[-i:])
        out.append(o[:])
    return total, out[:6], out[-6:]


def ends(o, a, b, n):
    found = 0
    for i in range(n):
        found += i
        last = o[a:b], o[a:], o[:b]
    return found, last


def words(text, n):
    found = 0
    for i in range(n):
        if text[i:i + 3] == "abc":
            found += 1
        found += len(text[i:])
    return found


def errors(o, n):
    seen = 0
    for i in range(n):
        seen += i
        try:
            o[i:i + 1]
        except (TypeError, KeyError) as e:
            seen += len(str(e))
    return seen


def lifetimes(n):
    objects = [Dies(i) for i in range(n)]
    total = 0
    for i in range(n - 1):
        part = objects[i:i + 2]
        objects[i] = None
        total += len(part)
        print("round", i, len(objects[i:]))
        part = None
    print("end", total)


def temporary(n):
    total = 0
    for i in range(n):
        total += len([Dies(i), i][0:1]) + len((i, [Dies("t")])[1:])
        print("after", i)
    return total


def main(n):
    sample = list(range(8))
    for o in (sample, tuple(sample), "abcdefgh", "äbc\u20ac\U0001f600def", b"abcdefgh", bytearray(b"abcdefgh"), range(8), MyList(sample), Sliced(), []):
        print(parts(o, 5))
    big = 10**30
    for a, b in ((0, 3), (None, 3), (2, None), (None, None), (-3, -1), (big, big), (-big, big), (True, Index()), (5, 2)):
        print(ends(sample, a, b, 6), ends("abcdefgh", a, b, 6))
    for a, b in ((1.0, 3), ("x", None)):
        try:
            print(ends(sample, a, b, 6))
        except TypeError as e:
            print(e)
    print(words("xxabcxabc", 12), errors(5, 4), errors({1: 2}, 4), errors(sample, 4))
    lifetimes(4)
    print(temporary(3))
    print(bytes(memoryview(b"abcdef")[1:4]), parts(memoryview(b"abcdef"), 3)[0])
    s = Sliced()
    print(parts(s, 3), s.keys[:4])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
