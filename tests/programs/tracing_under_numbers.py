# opt: -O2
# kind: script
"""A tracer switched on by a call while numbers, ranges and iterators beneath it on the value stack are machine values: the interpreter,
which takes the frame over, finds objects there."""
import gc
import sys
events = []
def note(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return note
def on(*a):
    sys.settrace(note)
    f = sys._getframe(1)
    while f: f.f_trace = note; f = f.f_back
class On:
    def __add__(self, o): on(); return 3
    def __lt__(self, o): on(); return True
    def __len__(self): on(); return 3
    def __iter__(self): on(); return iter((1, 2))
    @property
    def p(self): on(); return 4
    def __getitem__(self, i): on(); return 5
    def m(self): on(); return 6
    def __call__(self): on(); return 7
    def __del__(self): on()
    def __enter__(self): on()
    def __exit__(self, *a): on()
    def __eq__(self, o): on(); return []
def stacked(n, x):
    total = 0.5
    for i in range(n):
        total = total * 1.5 + (i * 2 + (gc.collect() * 0 if i == 3 else 0))
    return total
def called(n, x):
    total = 0.5
    for i in range(n):
        total = total * 1.5 + (i * 2 + (on() or 1 if i == 3 else 0))
    return total
def lists(n, x):
    total = 0.5
    for i in list(range(n)):
        if i == 3:
            gc.collect()
        total = total * 1.5 + i
    return total
def method(n, x):
    total = 0.5
    for i in range(n):
        if i == 3:
            x.m()
        total = total * 1.5 + i
    return total
def oper(n, x):
    total = 0.5
    for i in range(n):
        if i == 3:
            total += x + i
        total = total * 1.5 + i
    return total
def eq(n, x):
    total = 0.5
    for i in range(n):
        if i == 3 and On() == i:
            total += 3
        total = total * 1.5 + i
    return total
def length(n, x):
    total = 0.5
    for i in range(n):
        if i == 3: total += len(x)
        total = total * 1.5 + i
    return total
def prop(n, x):
    total = 0.5
    for i in range(n):
        if i == 3: total += x.p
        total = total * 1.5 + i
    return total
def item(n, x):
    total = 0.5
    for i in range(n):
        if i == 3: total += x[i]
        total = total * 1.5 + i
    return total
def obj(n, x):
    total = 0.5
    for i in range(n):
        if i == 3: total += x()
        total = total * 1.5 + i
    return total
def cls(n, x):
    total = 0.5
    for i in range(n):
        if i == 3: On()
        total = total * 1.5 + i
    return total
def withs(n, x):
    total = 0.5
    for i in range(n):
        if i == 3:
            with x: total += 1
        total = total * 1.5 + i
    return total
def ex(n, x):
    total = 0.5
    for i in range(n):
        if i == 3: total += max(*x)
        total = total * 1.5 + i
    return total
def kw(n, x):
    total = 0.5
    for i in range(n):
        if i == 3: total += sorted([1, i], key=lambda v: on() or v)[0]
        total = total * 1.5 + i
    return total
def raises(n, x):
    total = 0.5
    for i in range(n):
        try:
            if i == 3: on(); int("x")
        except ValueError: total += 1
        total = total * 1.5 + i
    return total
def raises2(n, x):
    total = 0.5
    for i in range(n):
        try:
            if i == 3: total += i * 2 + sorted([1, i], key=lambda v: on() or v.z)[0]
        except AttributeError: total += 1
        total = total * 1.5 + i
    return total
def nested(n, x):
    total = 0.5
    for i in range(n):
        for j in range(i):
            if i == 3: total += j * (x.m() + i)
        total = total * 1.5 + i
    return total
def in_list(n, x):
    total = 0.5; l = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
    for i, y in enumerate(l):
        if i == 3: total += y * (gc.collect(1) * 0 + 1)
        total = total * y + l[i] * x.m()
    return total
def cb(phase, info):
    if phase == "stop": on()
for f in stacked, called, lists, method, oper, eq, length, prop, item, obj, cls, withs, ex, kw, raises, raises2, nested, in_list:
    for n in 8, 9:
        x = On()
        gc.callbacks.append(cb)
        try: r = f(n, x)
        except Exception as e: r = repr(e)
        sys.settrace(None)
        sys._getframe().f_trace = None
        gc.callbacks.clear()
        del x
        sys.settrace(None)
        sys._getframe().f_trace = None
        e = [x for x in events]; events.clear()
        print(f.__name__, r, e, flush=True)
