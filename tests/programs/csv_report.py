# bench: 77000
# kind: script
"""Sales figures: csv in and out, grouping, percentages, a pivot table, textwrap and string templates."""
import csv
import io
import statistics
import string
import sys
import textwrap
from collections import defaultdict
from itertools import groupby
from operator import itemgetter


def generate(n):
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerow(["region", "product", "units", "price", "note"])
    x = 5
    for i in range(n):
        x = x * 1103515245 + 12345 & 0x7FFFFFFF
        note = ('says "hi"', "a,b", "two\nlines", "")[x >> 5 & 3]
        writer.writerow([("north", "south", "east")[x % 3], f"p{x // 7 % 4}", x % 20 if x & 256 else "n/a", f"{x % 1000 / 10:.1f}", note])
    return out.getvalue()


def load(text):
    rows, errors = [], []
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
        try:
            row["units"] = int(row["units"])
            row["price"] = float(row["price"])
        except ValueError as e:
            errors.append((number, str(e)))
        else:
            rows.append(row)
    return rows, errors


def pivot(rows):
    cells = defaultdict(lambda: defaultdict(float))
    for r in rows:
        cells[r["region"]][r["product"]] += r["units"] * r["price"]
    columns = sorted({c for row in cells.values() for c in row})
    lines = ["region".ljust(8) + "".join(c.rjust(12) for c in columns) + "total".rjust(13)]
    for region in sorted(cells):
        values = [cells[region][c] for c in columns]
        lines.append(region.ljust(8) + "".join(f"{v:12,.2f}" for v in values) + f"{sum(values):13,.2f}")
    return "\n".join(lines)


def main(size):
    rows, errors = load(generate(size))
    print(len(rows), len(errors), errors[:1])
    print(pivot(rows))
    rows.sort(key=itemgetter("region", "product"))
    for region, group in groupby(rows, key=itemgetter("region")):
        units = [r["units"] for r in group]
        print(region, len(units), f"{statistics.mean(units):.3f} {statistics.median(units)} {statistics.pstdev(units):.3f}", statistics.mode(units))
    notes = defaultdict(int)
    for r in rows:
        notes[r["note"]] += 1
    for note, n in sorted(notes.items()):
        print(f"{note!r:14} {'#' * (n * 40 // len(rows))} {100 * n / len(rows):.1f}%")
    out = io.StringIO()
    csv.DictWriter(out, ["product", "price"], extrasaction="ignore", delimiter=";", quoting=csv.QUOTE_NONNUMERIC).writerows(rows[:3])
    print(out.getvalue().replace("\r", ""), end="")
    text = "A report should be short enough to be read and long enough to be worth it. " * 2
    print(textwrap.fill(text, 40, initial_indent="* ", subsequent_indent="  "))
    print(textwrap.dedent("""\
        kept
          indented
        """) + textwrap.shorten(text, 30), textwrap.indent("a\n\nb", "> "))
    print(string.Template("$who owes $$${amount}").substitute(who="Ana", amount=5), string.Template("$x $y").safe_substitute(x=1))
    try:
        list(csv.reader(['a,"b'], strict=True))
    except csv.Error as e:
        print(e)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
