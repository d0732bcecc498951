"""Prints how long a program takes interpreted and compiled: the best of several runs, taken alternately."""
import subprocess
import sys
import time

RUNS = 5


def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main(python, library, program, *args):
    interpreted = [python, program, *args]
    compiled = [python, "-m", "coconut", "run", "--with", library, program, *args]
    best = [float("inf"), float("inf")]
    for _ in range(RUNS):
        for i, command in enumerate((interpreted, compiled)):
            best[i] = min(best[i], seconds(command))
    print(f"    interpreted {best[0]:8.3f} s")
    print(f"    compiled    {best[1]:8.3f} s    {best[0] / best[1]:.2f} times as fast")


if __name__ == "__main__":
    main(*sys.argv[1:])
