"""Times main(size) of a program from inside: driver.py PROGRAM SIZE REPEATS. One JSON line on standard output.

The import, and with it every compilation ahead of the first call, is outside the times, which are processor time. Peak memory is the kernel's
high-water mark of this process image: ru_maxrss would count what the parent held before exec as well. It imports next to nothing: under `coconut run --all` each import is compiled.
"""
import os
import sys
from time import process_time


def peak_kib():
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
    except OSError:
        pass
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def timed(fn, *args):
    start = process_time()
    fn(*args)
    return process_time() - start


def drive(path, size, repeats):
    folder, name = os.path.split(os.path.abspath(path))
    sys.path.insert(0, folder)
    sys.argv[:] = [path, str(size)]
    answer, sys.stdout = sys.stdout, open(os.devnull, "w", encoding="utf-8")
    start = process_time()
    module = __import__(name.partition(".")[0])
    load = process_time() - start
    times = [timed(module.main, size) for _ in range(repeats)]
    sys.stdout = answer
    print(f'{{"load": {load!r}, "times": {times!r}, "peakKib": {peak_kib()}}}')


if __name__ == "__main__":
    drive(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
