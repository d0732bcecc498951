"""What the tools work on while the start-up snapshot is built, so that their code is in it compiled: a bit of everything."""
import sys


class Counter:
    def __init__(self, limit=10):
        self.limit = limit
        self.seen = {}

    def add(self, item, *rest, step=1, **options):
        self.seen[item] = self.seen.get(item, 0) + step
        for other in rest:
            if other not in self.seen and len(self.seen) < self.limit:
                self.seen[other] = -step
        return [k for k, v in self.seen.items() if v > 0]


def work(values, path=None):
    counter = Counter(limit=len(values) or 1)
    total = 0.5
    try:
        while values:
            a, *b = values
            total += a * 2 - 1 if a is not None else 0
            counter.add(a, *b, step=2)
            values = values[1:]
    except (TypeError, ValueError) as e:
        print(f"{e!r}: {total:.2f}", file=sys.stderr)
        raise RuntimeError("work") from e
    finally:
        del values
    with open(path) as file:
        yield from (lambda x: [x, total])(file.read())
