# bench: 800
# kind: numeric
# bar: 15
"""Escape times over the complex plane, on plain floats; a picture in ASCII and a histogram."""
import sys

SHADES = " .:-=+*#%@"


def escape(cx, cy, limit):
    x = y = 0.0
    x2 = y2 = 0.0
    n = 0
    while n < limit and x2 + y2 <= 4.0:
        y = 2.0 * x * y + cy
        x = x2 - y2 + cx
        x2 = x * x
        y2 = y * y
        n += 1
    return n


def grid(width, height, limit):
    rows = []
    for row in range(height):
        cy = 2.4 * row / height - 1.2
        line = []
        for col in range(width):
            cx = 3.0 * col / width - 2.1
            line.append(escape(cx, cy, limit))
        rows.append(line)
    return rows


def main(size):
    limit = 60
    rows = grid(size, size // 2, limit)
    histogram = [0] * (limit + 1)
    for line in rows:
        for n in line:
            histogram[n] += 1
    if size <= 80:
        for line in rows:
            print("".join(SHADES[n * (len(SHADES) - 1) // limit] for n in line))
    print("inside", histogram[limit], "of", sum(histogram))
    print(histogram[:20])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 64)
