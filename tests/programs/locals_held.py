# opt: -O2
# kind: script
"""Fast locals replaced from outside (PyFrame_LocalsToFast) by code that an operator runs while it still works on what they held: the
operand lives until the operator is done, as on the interpreter's value stack, and dies then."""
import ctypes
import sys
to_fast = ctypes.pythonapi.PyFrame_LocalsToFast
to_fast.argtypes = [ctypes.py_object, ctypes.c_int]
to_fast.restype = None
log = []
class Told(list):
    def __init__(self, name, items=()):
        super().__init__(items); self.name = name
    def __del__(self): log.append(f"{self.name} dies")
    __hash__ = object.__hash__
def write(**values):
    f = sys._getframe(2)
    f.f_locals.update(values)
    to_fast(f, 0)
    del f
    log.append("written")
    junk = [Told("junk", [None] * 3) for i in range(20)]
    for j in junk: j.name = "junk"
    del junk
    while log[-1] == "junk dies": log.pop()
class Key:
    def __init__(self, n): self.n = n
    def __lt__(self, o):
        if self.n == 3: write(x=None)
        return self.n < o.n
    def __eq__(self, o):
        if self.n == 3: write(x=None)
        return self is o
    def __repr__(self):
        if self.n == 3: write(x=None)
        return f"Key{self.n}"
    def __add__(self, o):
        write(x=None)
        return 5
    def __index__(self):
        write(x=None); return 1
    def __hash__(self):
        if self.n == 3: write(x=None)
        return 1
    def __len__(self): 
        write(x=None); return 1
    def __iter__(self):
        write(x=None); yield 1
def make(name): return Told(name, [Key(5), Key(3), Key(2), Key(4)])
def sort():
    x = make("sorted"); x.sort(); return log.append("end")
def smallest():
    x = make("min"); r = min(x); log.append("after"); return r.n
def shown():
    x = make("repr"); r = repr(x); log.append("after"); return r
def equal():
    x = make("eq"); y = make("other"); r = x == y; log.append("after"); return r
def inside():
    x = make("in"); r = 7 in x; log.append("after"); return r
def inside2():
    x = make("in"); r = x.index(x[3]); log.append("after"); return r
def extended():
    x = Told("ext", [1]); k = Key(3); x.extend(k); log.append("after")
def times():
    x = Told("mul", [1]); k = Key(3); r = x * k; log.append("after"); return len(r)
def item():
    x = Told("item", [1, 2]); k = Key(3); r = x[k]; log.append("after"); return r
def setitem():
    x = Told("set", [1, 2]); k = Key(3); x[k] = 4; log.append("after")
def delitem():
    x = Told("del", [1, 2]); k = Key(3); del x[k]; log.append("after")
def fmt():
    x = make("fmt"); r = f"{x}"; log.append("after"); return r
def key_in_dict():
    x = Key(3); r = {x: 1}; log.append("after"); return len(r)
def looked():
    d = {Key(4): 2}; x = Key(3); r = d.get(x); log.append("after"); return r
def unpacked():
    x = make("unpack"); a, b, c, d = map(str, x); log.append("after"); return a
def summed():
    x = make("sum"); r = sum([Key(3)], Key(3)) ; log.append("after"); return r
def joined():
    x = make("joined"); r = ",".join(map(repr, x)); log.append("after"); return r
def tupled():
    x = make("tuple"); r = tuple(sorted(x)); log.append("after"); return len(r)
def starred():
    x = make("star"); r = [*x, *Key(3)]; log.append("after"); return len(r)
def both(a):
    x = make("both"); r = (x, x) == (x, a); log.append("after"); return r
def conv():
    x = make("conv"); r = f"{x!r}{x!s}"; log.append("after"); return r
def conv2():
    x = make("conv"); r = f"{x!s}"; log.append("after"); return r
def callee():
    x = make("callee"); f = x.sort; x = None; g = f; f = None; x = g; g = None; x(); log.append("after")
def equal2():
    k = Key(3); x = Told("eq", [Key(3), k, 5]); y = Told("other", [k, k, 5]); r = x == y; log.append("after"); return r
def less():
    k = Key(3); x = Told("lt", [Key(3), k, 5]); y = Told("other", [k, k, 5]); r = x < y; log.append("after"); return r
class Att:
    def __del__(self): log.append("Att dies")
    def __getattribute__(self, name):
        if name == "z": write(x=None)
        raise AttributeError(name)
    def __getattr__(self, name): log.append("getattr " + name); return 4
class Prop:
    def __del__(self): log.append("Prop dies")
    @property
    def z(self): write(x=None); raise AttributeError
    def __getattr__(self, name): log.append("getattr " + name); return lambda: 4
    def __eq__(self, o): write(x=None); return NotImplemented
    def __add__(self, o): write(x=None); return NotImplemented
    def __pow__(self, o): write(x=None); return NotImplemented
    def __setattr__(self, n, v): write(x=None)
    def __delattr__(self, n): write(x=None)
    def __delitem__(self, n): write(x=None)
    def __matmul__(self, n): write(x=None); return NotImplemented
    def __pos__(self): write(x=None); raise TypeError
    def __iter__(self): write(x=None); raise TypeError
class Other(Told):
    def __radd__(self, o): return log.append("radd")
    def __rpow__(self, o): return log.append("rpow")
    def __eq__(self, o): return bool(log.append("req"))
def attr():
    x = Att(); r = x.z; log.append("after"); return r
def attr2():
    x = Prop(); r = x.z(); log.append("after"); return r
def attr3():
    x = Prop(); r = x.z; log.append("after"); return r()
def refl():
    x = Prop(); y = Other("o"); r = x == y; log.append("after"); return r
def refl2():
    x = Prop(); y = Other("o"); r = x + y; log.append("after"); return r
def refl3():
    x = Prop(); y = Other("o"); r = x ** y; log.append("after"); return r
def refl4():
    x = Prop(); r = x @ 3; log.append("after"); return r
def pos():
    x = Prop(); r = +x; log.append("after"); return r
def itr():
    x = Prop(); 
    for i in x: pass
def unp():
    x = Prop(); a, b = x
def sta():
    x = Prop(); a = [*x]
def seta():
    x = Prop(); x.y = x; log.append("after")
def dela():
    x = Prop(); del x.y; log.append("after")
def deli():
    x = Prop(); del x[0]; log.append("after")
def setadd():
    x = Key(3); return len({x for i in range(2)})
def mapadd():
    x = Key(3); return len({x: x for i in range(2)})
def rep():
    x = make("rep"); r = repr(x) + str(x); return r
def contains_list():
    x = make("contains"); y = 8; r = y in x; return r
def contains_tuple():
    x = (*make("contains"),); y = 8; r = y in x; return r
def contains_dict():
    x = {Key(3): 1}; y = Key(3); r = y in x; return r
def subs_dict():
    x = {Key(3): 1}; y = Key(4); r = x[y]; return r
def stor_dict():
    x = {Key(3): 1}; y = Key(4); x[y] = y
def aug():
    x = Told("aug", [1]); k = Key(3); x *= k; log.append("after")
def sl():
    x = Told("sl", [1, 2, 3]); k = Key(3); r = x[k:]; log.append("after"); return r
for f in (conv, conv2, callee, equal2, less, attr, attr2, attr3, refl, refl2, refl3, refl4, pos, itr, unp, sta, seta, dela, deli, setadd, mapadd, rep, contains_list, contains_tuple, contains_dict, subs_dict, stor_dict, aug, sl,
    sort, smallest, shown, equal, inside, inside2, extended, times, item, setitem, delitem, fmt, key_in_dict, looked, unpacked, summed, joined, tupled, starred):
    for i in range(2):
        try: r = f()
        except Exception as e: r = repr(e)
        print(f.__name__, r, log); log.clear()
