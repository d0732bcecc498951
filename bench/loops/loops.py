"""Small loops of everyday Python, one function each: bench/loops.ts runs this interpreted and compiled.

loops.py [--times N] [--scale X] [--file NAME] [LOOP...] prints JSON: {loop: [CPU seconds of the fastest of N calls, repr of the result], ...}."""
import importlib
import json
import math
import sys
import time

from harness import LOOPS

FILES = ["dicts", "strings", "lists", "tuples", "iteration", "builtins_loops", "calls", "objects", "exceptions", "generators", "types_loops"]


def measure(name, times, scale):
    function, count = LOOPS[name]
    count = max(1, int(count * scale))
    best = math.inf
    for _ in range(times):
        start = time.process_time()
        result = function(count)
        best = min(best, time.process_time() - start)
    return best, repr(result)


def main(args):
    times, scale, files, names = 3, 1.0, [], []
    args = iter(args)
    for arg in args:
        if arg == "--times":
            times = int(next(args))
        elif arg == "--scale":
            scale = float(next(args))
        elif arg == "--file":
            files.append(next(args))
        else:
            names.append(arg)
    for file in files or FILES:
        importlib.import_module(file)
    print(json.dumps({name: measure(name, times, scale) for name in names or LOOPS}))


if __name__ == "__main__":
    main(sys.argv[1:])
