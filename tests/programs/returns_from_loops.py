# kind: script
# opt: -O0 -O2
"""Loops left by return and break while what they go over ends with it, or holds what is returned."""
class E:
    def __init__(self, n): self.n = n
    def __del__(self): print("end", self.n)
class C: __x__ = 5
class D(C): pass
def find(bases):
    for chain in bases:
        for base in chain.__mro__:
            if base is object: continue
            elif '__x__' in base.__dict__:
                return base.__dict__['__x__']
    return None
def first(n):
    for e in [E(1), E(2), E(3)]:
        if e.n == n:
            print("found"); return e.n
    return 0
def inner(n):
    t = 0
    for i in range(n):
        for e in (E(i), E(i + 10)):
            if e.n == i:
                t += e.n
                break
        t += 1
    return t
print([find([D, C]) for _ in range(5)], first(2), first(9), inner(3))
