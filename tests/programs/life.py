# bench: 140
# kind: object
"""The game of life twice: on a wrapped grid of lists, and on an endless board as a set of cells."""
import sys
from collections import Counter


def step_grid(grid):
    h, w = len(grid), len(grid[0])
    new = []
    for r in range(h):
        up, here, down = grid[r - 1], grid[r], grid[(r + 1) % h]
        row = []
        for c in range(w):
            left, right = c - 1, c + 1 if c + 1 < w else 0
            n = up[left] + up[c] + up[right] + here[left] + here[right] + down[left] + down[c] + down[right]
            row.append(1 if n == 3 or (n == 2 and here[c]) else 0)
        new.append(row)
    return new


def step_set(cells):
    counts = Counter((x + dx, y + dy) for x, y in cells for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
    return {cell for cell, n in counts.items() if n == 3 or n == 2 and cell in cells}


def parse(text):
    return {(x, y) for y, line in enumerate(text.split("/")) for x, ch in enumerate(line) if ch == "O"}


def show(cells):
    xs, ys = [x for x, _ in cells], [y for _, y in cells]
    return "\n".join("".join(".O"[(x, y) in cells] for x in range(min(xs), max(xs) + 1)) for y in range(min(ys), max(ys) + 1))


def main(size):
    glider, pentomino, acorn = parse(".O./..O/OOO"), parse(".OO/OO./.O."), parse(".O...../...O.../OO..OOO")
    for name, cells in (("glider", glider), ("pentomino", pentomino), ("acorn", acorn)):
        history = []
        for _ in range(size):
            history.append(len(cells))
            cells = step_set(cells)
        print(name, history[:12], history[-1])
    print(show(step_set(step_set(pentomino))))
    grid = [[(r * r + c * 7 + r * c) % 3 % 2 for c in range(size)] for r in range(size)]
    alive = []
    for _ in range(size):
        alive.append(sum(map(sum, grid)))
        grid = step_grid(grid)
    print(alive[:15], alive[-1])
    for row in grid[:6]:
        print("".join(" #"[c] for c in row[:70]).rstrip())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 16)
