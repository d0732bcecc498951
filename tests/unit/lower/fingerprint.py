"""The fingerprint of docs/abi.md, written down a second time: prints one line per code object, fingerprint and qualname."""
import struct
import sys
import types

M = 0xFFFFFFFF


class Hash:
    def __init__(self):
        self.h1, self.h2 = 0x811C9DC5, 0x9747B28C

    def feed(self, data):
        for b in data:
            self.h1 = (self.h1 ^ b) * 0x01000193 & M
            x = self.h2 ^ b
            self.h2 = ((x << 5 | x >> 27) & M) * 0x85EBCA6B & M

    def u32(self, n):
        self.feed(struct.pack("<I", n & M))

    def bytes(self, b):
        self.u32(len(b))
        self.feed(b)

    def string(self, s):
        self.bytes(s.encode("utf-8", "surrogatepass"))

    def const(self, c):
        if c is None:
            self.feed(b"N")
        elif c is True:
            self.feed(b"T")
        elif c is False:
            self.feed(b"F")
        elif c is ...:
            self.feed(b".")
        elif isinstance(c, int):
            self.feed(b"i")
            self.string(hex(c))
        elif isinstance(c, float):
            self.feed(b"g" + struct.pack("<d", c))
        elif isinstance(c, complex):
            self.feed(b"c" + struct.pack("<dd", c.real, c.imag))
        elif isinstance(c, str):
            self.feed(b"s")
            self.string(c)
        elif isinstance(c, bytes):
            self.feed(b"b")
            self.bytes(c)
        elif isinstance(c, tuple):
            self.feed(b"(")
            self.u32(len(c))
            for item in c:
                self.const(item)
        elif isinstance(c, frozenset):
            self.feed(b"<")
            self.u32(len(c))
            total = 0
            for item in c:
                h = Hash()
                h.const(item)
                total += h.value()
            self.feed(struct.pack("<Q", total & 0xFFFFFFFFFFFFFFFF))
        elif isinstance(c, types.CodeType):
            self.feed(b"C")
            self.string(c.co_qualname)
        else:
            raise TypeError(type(c))

    def value(self):
        return self.h1 << 32 | self.h2


def kinds(code):
    """co_localspluskinds, which Python code cannot see."""
    out = bytearray()
    cells = set(code.co_cellvars)
    for name in code.co_varnames:
        out.append(0x20 | (0x40 if name in cells else 0))
    for name in code.co_cellvars:
        if name not in code.co_varnames:
            out.append(0x40)
    for _ in code.co_freevars:
        out.append(0x80)
    return bytes(out)


def fingerprint(code):
    h = Hash()
    for n in (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount,
              code.co_stacksize, code.co_flags, code.co_firstlineno):
        h.u32(n)
    h.string(code.co_qualname)
    h.bytes(code.co_code)
    h.u32(len(code.co_names))
    for name in code.co_names:
        h.string(name)
    plus = list(code.co_varnames)
    plus += [c for c in code.co_cellvars if c not in code.co_varnames]
    plus += code.co_freevars
    h.u32(len(plus))
    for name in plus:
        h.string(name)
    h.bytes(kinds(code))
    h.bytes(code.co_exceptiontable)
    h.u32(len(code.co_consts))
    for c in code.co_consts:
        h.const(c)
    return h.value()


def walk(code):
    print(f"{fingerprint(code):016x} {code.co_qualname}")
    seen = set()
    for c in code.co_consts:
        if isinstance(c, types.CodeType) and id(c) not in seen:
            seen.add(id(c))
            walk(c)


for path in sys.argv[1:]:
    with open(path, "rb") as f:
        walk(compile(f.read(), path, "exec", dont_inherit=True))
