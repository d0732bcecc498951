# kind: script
# opt: -O0 -O2
"""Tracing and profiling switched on and off by what runs between two bytecodes: signal handlers, weakref callbacks, callbacks of the
collector, finalisers, pending calls of other threads. The events after it are those of the interpreter."""
import ctypes
import gc
import signal
import sys
import threading
import weakref

events = []


def note(frame, event, arg):
    code = frame.f_code
    if code.co_filename == __file__:
        events.append((code.co_name, event, frame.f_lineno - code.co_firstlineno))
    return note


def note_profile(frame, event, arg):
    if frame.f_code.co_filename == __file__:
        what = arg.__name__ if event.startswith("c_") else ""
        events.append((frame.f_code.co_name, event, what))


def on():
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename == __file__:
        frame.f_trace = note
        frame = frame.f_back
    sys.settrace(note)


def off():
    sys.settrace(None)
    sys.setprofile(None)


def show(title):
    off()
    print(title, len(events))
    for e in events[:60]:
        print("   ", *e)
    events.clear()


class Node:
    pass


def plain(a, b):
    c = a + b
    d = [c] * 2
    return len(d) + c


def by_signal(n):
    total = 0
    for i in range(n):
        if i == 5:
            signal.raise_signal(signal.SIGUSR1)
        total = plain(total, i)
        total -= 2
    return total


def by_weakref(n):
    total = 0
    node = Node()
    ref = weakref.ref(node, lambda r: on())
    for i in range(n):
        if i == 4:
            node = None
        total += plain(i, 1)
    return total, ref()


def by_collector(n):
    total = 0.5
    for i in range(n):
        if i == 3:
            gc.collect()
        total = total * 1.5 + i
    return total


def by_finaliser(n):
    total = 0
    holder = [Ends()]
    for i in range(n):
        if i == 3:
            holder[0] = i
        elif i == 6:
            holder[0] = EndsTracing()
        elif i == 8:
            holder.clear()
        total += i
    return total


class Ends:
    def __del__(self):
        on()


class EndsTracing:
    def __del__(self):
        off()


def by_profile(n):
    total = 0
    for i in range(n):
        if i == 2:
            sys.setprofile(note_profile)
        total += len(str(plain(i, i)))
        if i == 4:
            sys.setprofile(None)
    return total


def generator(n):
    for i in range(n):
        yield i
        if i == 2:
            signal.raise_signal(signal.SIGUSR1)


def through_generator(n):
    total = 0
    for x in generator(n):
        total += x
    return total


def handler(number, frame):
    on()


def collected(phase, info):
    if phase == "stop":
        on()


def pending(n):
    """A pending call, as other threads make them, comes at a backward jump or a call."""
    add = ctypes.pythonapi.Py_AddPendingCall
    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)

    @kind
    def call(_):
        on()
        return 0

    total = 0
    for i in range(n):
        if i == 3:
            add(call, None)
        total += i
        total += 1
    return total


def in_thread():
    def work():
        total = 0
        for i in range(4):
            total += plain(i, 1)
        events.append(("result", total, ""))

    threading.settrace(note)
    t = threading.Thread(target=work)
    t.start()
    t.join()
    threading.settrace(None)
    t = threading.Thread(target=work)
    t.start()
    t.join()


signal.signal(signal.SIGUSR1, handler)
for round in range(3):
    print(by_signal(9))
    show("signal")
    print(by_weakref(8))
    show("weakref")
    gc.callbacks.append(collected)
    print(by_collector(7))
    gc.callbacks.clear()
    show("collector")
    print(by_finaliser(12))
    show("finaliser")
    print(by_profile(8))
    show("profile")
    print(through_generator(6))
    show("generator")
    print(pending(8))
    show("pending")
    in_thread()
    show("thread")
