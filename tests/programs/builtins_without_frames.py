# opt: -O2
# kind: script
"""Methods of lists, len and isinstance called by functions without frames: what they find, raise and let go."""
import sys
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)
class S:
    def __init__(self): self.items = []
    def push(self, x): self.items.append(x)
    def pop(self): return self.items.pop()
    def push_made(self, n): self.items.append(self.make(n))
    def make(self, n): return D(n)
    def both(self, x): self.items.append(x); return self.items.pop()
    def odd(self, x): self.items.append(self.items.append(x))
    def fails(self, x): self.items.append(x.missing)
class T:
    def __init__(self): self.items = S()
    def push(self, x): self.items.append(x)
    def pop(self): return self.items.pop()
class L(list):
    def append(self, x): list.append(self, (x, x))
def work(s, n):
    for i in range(n): s.push(i)
    t = 0
    for i in range(n): t += s.pop()
    return t
def main():
    s = S(); print(work(s, 10000))
    for i in range(3):
        s.push_made(i); print(sys.getrefcount(s.items[-1]))
        s.push(i); print(s.both(7), s.pop())
        s.pop(); print("popped")
        s.odd(5); print(s.items); s.items.clear()
    for x in 1, 2:
        try: s.pop()
        except IndexError as e: print(e, e.__traceback__.tb_next.tb_lineno)
        try: s.fails(3)
        except AttributeError as e: print(e, e.__traceback__.tb_next.tb_lineno)
    t = T()
    for i in range(3):
        try: t.push(1)
        except AttributeError as e: print(e)
        t.items.push(5); print(t.pop())
    s.items = L(); s.push(3); print(s.items, s.pop())
    s.items = "abc"
    try: s.push(1)
    except AttributeError as e: print(e)
main()
class Sub(S): pass
class Liar:
    @property
    def __class__(self): print("asked"); return S
class Row:
    def __init__(self, items): self.items = items
    def size(self): return len(self.items)
    def is_s(self, x): return isinstance(x, S)
    def is_any(self, x): return isinstance(x, (S, Row))
    def sized(self): return 1 if len(self.items) > 2 else self.size()
def builtins_called():
    for v in [1, 2, 3], (1,), "abc", "\u1234", {1: 2}, {1}, frozenset(), b"ab", range(4), L([1]), 5:
        r = Row(v)
        try: print(r.size(), r.sized())
        except TypeError as e: print(e, e.__traceback__.tb_next.tb_lineno)
        print(r.is_s(v), r.is_s(S()), r.is_s(Sub()), r.is_s(Liar()), r.is_any(r))
    global len
    len = lambda x: "my len"
    print(Row([1]).size())
    del len
    print(Row([1]).size())
builtins_called()
