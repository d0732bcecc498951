# kind: script
"""sys.settrace and sys.setprofile: events with lines, switched on and off in running frames, a line coverage tool, cProfile-like counts."""
import sys
import threading

events = []


def tracer(frame, event, arg):
    if frame.f_code.co_filename != __file__:
        return None
    shown = arg[0].__name__ if event == "exception" else arg if isinstance(arg, (int, str)) else type(arg).__name__
    events.append(f"{frame.f_code.co_name}+{frame.f_lineno - frame.f_code.co_firstlineno}:{event}:{shown}")
    return tracer


def traced(fn, *args):
    events.clear()
    sys.settrace(tracer)
    try:
        fn(*args)
    except Exception as e:
        events.append(repr(e))
    finally:
        sys.settrace(None)
    print(fn.__name__, len(events))
    for i in range(0, len(events), 6):
        print("   ", " ".join(events[i:i + 6]))


def helper(x):
    if x > 1:
        return x * 2
    return None


def loop(n):
    total = 0
    for i in range(n):
        if i % 2:
            continue
        total += helper(i) or 1
    while total > 3:
        total -= 2
    return total


def failing():
    try:
        {}["k"]
    except KeyError:
        pass
    finally:
        x = [i for i in (1, 2)]
    raise ValueError("out")


def gen():
    x = yield 1
    yield x


def uses_gen():
    g = gen()
    next(g)
    g.send(3)
    with open("/dev/null") as f:
        pass
    for _ in g:
        pass


def switches_on():
    a = 1
    sys.settrace(tracer)
    sys._getframe().f_trace = tracer
    b = 2
    c = helper(b)
    sys.settrace(None)
    d = 4
    return a + b + c + d


class SwitchOff:
    def __del__(self):
        sys.settrace(None)


def switched_off_by_del():
    o = SwitchOff()
    x = 1
    o = None
    y = 2
    return x + y


def jump():
    values = []
    values.append(1)
    values.append(2)
    values.append(3)
    return values


def jumper(frame, event, arg):
    if frame.f_code is jump.__code__ and event == "line":
        if frame.f_lineno == frame.f_code.co_firstlineno + 3:
            frame.f_lineno = frame.f_code.co_firstlineno + 4
    return jumper


def changes_local(frame, event, arg):
    if frame.f_code is helper.__code__ and event == "line":
        frame.f_locals["x"] = 50
    return changes_local


def profile(fn, *args):
    counts = {}

    def profiler(frame, event, arg):
        name = arg.__name__ if event.startswith("c_") else frame.f_code.co_name
        counts[event, name] = counts.get((event, name), 0) + 1
    sys.setprofile(profiler)
    try:
        fn(*args)
    finally:
        sys.setprofile(None)
    counts.pop(("c_call", "setprofile"), None)
    print(fn.__name__, sorted(counts.items()))


def hot(n):
    total = 0
    for i in range(n):
        total += len(str(i)) + (helper(i % 3) or 0)
    return total


def main():
    traced(loop, 4)
    traced(failing)
    traced(uses_gen)
    events.clear()
    print(switches_on(), events)
    traced(switched_off_by_del)
    sys.settrace(jumper)
    print(jump(), end=" ")
    sys.settrace(changes_local)
    print(helper(1), end=" ")
    sys.settrace(None)
    print(helper(3), sys.gettrace(), sys.getprofile())
    profile(hot, 20)
    profile(lambda: sorted([3, 2], key=helper))
    seen = []
    threading.settrace(lambda f, e, a: seen.append((f.f_code.co_name, e)) if f.f_code.co_name == "helper" else None)
    t = threading.Thread(target=helper, args=(5,))
    t.start()
    t.join()
    threading.settrace(None)
    print(seen, hot(100))


if __name__ == "__main__":
    main()
