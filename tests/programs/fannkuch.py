# bench: 9
# kind: numeric
"""Pancake flips over all permutations, with a checksum of alternating sign."""
import sys


def flips_of(perm):
    flips = 0
    perm = perm[:]
    first = perm[0]
    while first:
        lo, hi = 0, first
        while lo < hi:
            perm[lo], perm[hi] = perm[hi], perm[lo]
            lo += 1
            hi -= 1
        flips += 1
        first = perm[0]
    return flips


def fannkuch(n):
    perm = list(range(n))
    counts = [0] * n
    best = checksum = 0
    sign = 1
    histogram = {}
    while True:
        if perm[0] != 0:
            flips = flips_of(perm)
            if flips > best:
                best = flips
            checksum += sign * flips
            histogram[flips] = histogram.get(flips, 0) + 1
        if sign == 1:
            perm[0], perm[1] = perm[1], perm[0]
            sign = -1
            continue
        perm[1], perm[2] = perm[2], perm[1]
        sign = 1
        for i in range(2, n):
            if counts[i] < i:
                counts[i] += 1
                break
            counts[i] = 0
            if i == n - 1:
                return checksum, best, histogram
            perm.insert(i + 1, perm.pop(0))


def main(size):
    for n in range(3, size + 1):
        checksum, best, histogram = fannkuch(n)
        print(f"{checksum}\nfannkuch({n}) = {best}")
        print("  ", " ".join(f"{k}:{histogram[k]}" for k in sorted(histogram)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6)
