# opt: -O2
# kind: script
"""What was loaded from a list stays on the value stack while other code takes it out of the list: it lives until it is used."""

class N:
    def __init__(self, n): self.n = n
    def __del__(self): log.append(("dies", self.n))
    def __add__(self, o): return ("add", self.n, o)
log = []
def clear(l):
    l.clear(); log.append("cleared")
    junk = [N(100 + i) for i in range(50)]
    for j in junk: j.n = -1
    del junk
    log[:] = [x for x in log if x != ("dies", -1)]
    return 3
def run(l, n):
    total = 0.5
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + clear(l)
    log.append("end")
    return total, r
def run2(l, n):
    total = 0.5
    for i in range(n):
        total = total * 1.5 + i
        if i == 3:
            for x in l: r = x + clear(l); log.append("after")
    log.append("end")
    return total, r
def run3(l, n):
    total = 0.5
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = (l[0], l[1].n + clear(l), l[0] if l else 4)
    log.append("end")
    return total, r[1:]
def run4(l, n):
    total = 0.5
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[i // 4 : 3] or clear(l); r = l[0].n * 2.5 + clear(l) + i
    log.append("end")
    return total, r
for f in run, run2, run3, run4:
    print(f.__name__, f([N(1), N(2)], 7), log); log.clear()
class D:
    def __init__(self, l, n): self.l = l; self.n = n
    def __del__(self): clear(self.l)
    def m(self): return 3
    def __getitem__(self, i): return 4
    def __len__(self): return 5
    def __bool__(self): return True
    def __lt__(self, o): return True
class E:
    n = 4
    def __init__(self, l): self.l = l
    @property
    def p(self): return clear(self.l)
    def __lt__(self, o): clear(self.l); return True
    def __bool__(self): clear(self.l); return True
    def __eq__(self, o): clear(self.l); return 1
    def __getattr__(self, n): return clear(self.l)
    def __setattr__(self, n, v):
        if n == "l": self.__dict__[n] = v
        else: clear(self.l)
def g0(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + D(l, 3).n
    log.append("end")
    return total, r
print(0, g0([N(1), N(2)], 7), log); log.clear()
def g1(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + D(l, 3).m()
    log.append("end")
    return total, r
print(1, g1([N(1), N(2)], 7), log); log.clear()
def g2(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + D(l, 3)[1]
    log.append("end")
    return total, r
print(2, g2([N(1), N(2)], 7), log); log.clear()
def g3(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + len(D(l, 3))
    log.append("end")
    return total, r
print(3, g3([N(1), N(2)], 7), log); log.clear()
def g4(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + (D(l, 3) < 4)
    log.append("end")
    return total, r
print(4, g4([N(1), N(2)], 7), log); log.clear()
def g5(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + (4 if D(l, 3) else 3)
    log.append("end")
    return total, r
print(5, g5([N(1), N(2)], 7), log); log.clear()
def g6(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + (D(l, 3) is None)
    log.append("end")
    return total, r
print(6, g6([N(1), N(2)], 7), log); log.clear()
def g7(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: d = D(l, 3); r = l[0] + (d := 3)
    log.append("end")
    return total, r
print(7, g7([N(1), N(2)], 7), log); log.clear()
def g8(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: d = [D(l, 3)]; r = l[0] + d.pop().n
    log.append("end")
    return total, r
print(8, g8([N(1), N(2)], 7), log); log.clear()
def g9(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + e.p
    log.append("end")
    return total, r
print(9, g9([N(1), N(2)], 7), log); log.clear()
def g10(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + (e < 3)
    log.append("end")
    return total, r
print(10, g10([N(1), N(2)], 7), log); log.clear()
def g11(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + (3 if e else 4)
    log.append("end")
    return total, r
print(11, g11([N(1), N(2)], 7), log); log.clear()
def g12(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + (4 if e == 3 else 5)
    log.append("end")
    return total, r
print(12, g12([N(1), N(2)], 7), log); log.clear()
def g13(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + e.zz
    log.append("end")
    return total, r
print(13, g13([N(1), N(2)], 7), log); log.clear()
def g14(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + max(e.n, e.zz)
    log.append("end")
    return total, r
print(14, g14([N(1), N(2)], 7), log); log.clear()
def g15(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + (not e)
    log.append("end")
    return total, r
print(15, g15([N(1), N(2)], 7), log); log.clear()
def g16(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: e.q = l[0]; r = 1
    log.append("end")
    return total, r
print(16, g16([N(1), N(2)], 7), log); log.clear()
def g17(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: d = [e, D(l, 2)]; r = (l[0], d.__setitem__(1, 3))[0] + 3
    log.append("end")
    return total, r
print(17, g17([N(1), N(2)], 7), log); log.clear()
def g18(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: d = {1: D(l, 2)}; r = l[0] + (d.pop(1) is None)
    log.append("end")
    return total, r
print(18, g18([N(1), N(2)], 7), log); log.clear()
def g19(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: d = [D(l, 2)]; d[0] = l[0] ; r = d[0] + 1
    log.append("end")
    return total, r
print(19, g19([N(1), N(2)], 7), log); log.clear()
def g20(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: d = [1, D(l, 2)]; r = l[0] + len([d.__delitem__(1)])
    log.append("end")
    return total, r
print(20, g20([N(1), N(2)], 7), log); log.clear()
def g21(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = (l[0], l[1] + clear(l), e.n)[0] + 3
    log.append("end")
    return total, r
print(21, g21([N(1), N(2)], 7), log); log.clear()
def g22(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = [l[0], clear(l)][0] + 3
    log.append("end")
    return total, r
print(22, g22([N(1), N(2)], 7), log); log.clear()
def g23(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = f'{l[0].n}{clear(l)}{e.n}'
    log.append("end")
    return total, r
print(23, g23([N(1), N(2)], 7), log); log.clear()
def g24(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: x = l[0]; y = l[1]; r = x + clear(l); r = y + 1
    log.append("end")
    return total, r
print(24, g24([N(1), N(2)], 7), log); log.clear()
def g25(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0].n + clear(l)
    log.append("end")
    return total, r
print(25, g25([N(1), N(2)], 7), log); log.clear()
def g26(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] if clear(l) is None else l and l[0] or 4
    log.append("end")
    return total, r
print(26, g26([N(1), N(2)], 7), log); log.clear()
def g27(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = 1
    log.append("end")
    return total, r
print(27, g27([N(1), N(2)], 7), log); log.clear()
def g28(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: a, b = l; r = a + clear(l); r = b + 3
    log.append("end")
    return total, r
print(28, g28([N(1), N(2)], 7), log); log.clear()
def g29(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + (e.n and clear(l))
    log.append("end")
    return total, r
print(29, g29([N(1), N(2)], 7), log); log.clear()
def g30(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = (l[0] or 3) + clear(l)
    log.append("end")
    return total, r
print(30, g30([N(1), N(2)], 7), log); log.clear()
def g31(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[0] + (i if i < 2 else clear(l))
    log.append("end")
    return total, r
print(31, g31([N(1), N(2)], 7), log); log.clear()
def g32(l, n):
    total = 0.5
    e = E(l)
    r = None
    for i in range(n):
        total = total * 1.5 + i
        if i == 3: r = l[i - 3] + (i * 2 + clear(l))
    log.append("end")
    return total, r
print(32, g32([N(1), N(2)], 7), log); log.clear()
