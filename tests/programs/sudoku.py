# bench: 57
# kind: object
"""A sudoku solver by constraint propagation and search, on strings and dictionaries."""
import sys

DIGITS = "123456789"
ROWS = "ABCDEFGHI"


def cross(a, b):
    return [x + y for x in a for y in b]


SQUARES = cross(ROWS, DIGITS)
UNITS = [cross(ROWS, c) for c in DIGITS] + [cross(r, DIGITS) for r in ROWS] + [cross(rs, cs) for rs in ("ABC", "DEF", "GHI") for cs in ("123", "456", "789")]
OF = {s: [u for u in UNITS if s in u] for s in SQUARES}
PEERS = {s: sorted(set(sum(OF[s], [])) - {s}) for s in SQUARES}

PUZZLES = [
    "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79",
    "..3.2.6..9..3.5..1..18.64....81.29..7.......8..67.82....26.95..8..2.3..9..5.1.3..",
    "4.....8.5.3..........7......2.....6.....8.4......1.......6.3.7.5..2.....1.4......",
    "55..............................................................................8",
]
guesses = 0


def parse(text):
    values = dict.fromkeys(SQUARES, DIGITS)
    for s, d in zip(SQUARES, text):
        if d in DIGITS and not assign(values, s, d):
            return None
    return values


def assign(values, s, d):
    return values if all(eliminate(values, s, e) for e in values[s].replace(d, "")) else None


def eliminate(values, s, d):
    if d not in values[s]:
        return values
    values[s] = values[s].replace(d, "")
    if not values[s]:
        return None
    if len(values[s]) == 1 and not all(eliminate(values, p, values[s]) for p in PEERS[s]):
        return None
    for unit in OF[s]:
        places = [p for p in unit if d in values[p]]
        if not places:
            return None
        if len(places) == 1 and not assign(values, places[0], d):
            return None
    return values


def search(values):
    global guesses
    if values is None:
        return None
    if all(len(values[s]) == 1 for s in SQUARES):
        return values
    _, s = min((len(values[s]), s) for s in SQUARES if len(values[s]) > 1)
    for d in values[s]:
        guesses += 1
        if found := search(assign(values.copy(), s, d)):
            return found
    return None


def show(values):
    lines = []
    for i, r in enumerate(ROWS):
        if i in (3, 6):
            lines.append("------+-------+------")
        lines.append(" ".join(values[r + c] + (" |" if c in "36" else "") for c in DIGITS))
    return "\n".join(lines)


def main(size):
    global guesses
    for round_ in range(size):
        guesses = 0
        for i, puzzle in enumerate(PUZZLES[: 2 if size == 1 else 3] + PUZZLES[3:]):
            solved = search(parse(puzzle))
            if round_ == 0:
                print(show(solved) if solved else "no solution", guesses)
                if solved:
                    print(all(sorted(solved[s] for s in u) == list(DIGITS) for u in UNITS))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
