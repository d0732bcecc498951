# kind: script
# exit: 1
"""Signals in tight loops: an alarm raises out of a loop, a handler counts, KeyboardInterrupt is caught; ends uncaught in a loop."""
import signal
import sys


class Alarm(Exception):
    pass


def on_alarm(number, frame):
    raise Alarm(signal.Signals(number).name, frame.f_code.co_name)


def spin():
    n = 0
    while True:
        n += 1


def spin_range():
    total = 0
    for i in range(10 ** 18):
        total += i & 3
    return total


def interruptible():
    try:
        for n in range(10 ** 18):
            if n == 1000:
                signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        return "interrupted"


def main():
    signal.signal(signal.SIGALRM, on_alarm)
    for loop in (spin, spin_range):
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        try:
            loop()
        except Alarm as e:
            print(loop.__name__, e.args)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    print(interruptible())
    counted = []
    signal.signal(signal.SIGUSR1, lambda n, f: counted.append(f.f_code.co_name))
    for _ in range(5):
        signal.raise_signal(signal.SIGUSR1)
    print(counted)
    sys.stdout.flush()
    signal.signal(signal.SIGUSR1, on_alarm)
    signal.raise_signal(signal.SIGUSR1)


if __name__ == "__main__":
    main()
