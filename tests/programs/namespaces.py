# kind: script
"""Namespaces: global and del statements, class bodies with tricky scoping, builtins shadowed and patched, exec and eval, locals(), vars()."""
import builtins
import sys

x = "global"
counter = 0
temporary = 1
del temporary


class A:
    x = "class"
    y = [x, "seen in class body"]

    def method(self):
        return x

    z = [x for _ in range(1)]
    w = (lambda: x)()
    for i in range(2):
        locals()[f"made{i}"] = i
    if i:
        x += "+"
    del i

    class Inner:
        try:
            seen = y
        except NameError as e:
            seen = str(e)
        outer_x = x


def class_in_function(x):
    class B:
        x = x if False else "own"
        y = x

        def get(self):
            return x, __class__.__name__

    class C:
        nonlocal x
        x = "changed by class"

    class D:
        global made_by_class
        made_by_class = "yes"
        print("D sees", x)

    return B.x, B.y, B().get(), x, hasattr(C, "x")


def bump():
    global counter, created
    counter += 1
    created = counter * 10


def deletes():
    a = b = [1, 2, 3]
    del a[1], b[0]
    out = [b]
    del a
    try:
        a
    except UnboundLocalError as e:
        out.append(str(e))
    try:
        del a
    except UnboundLocalError as e:
        out.append(str(e))
    d = {"k": 1}
    del d["k"], (b)
    try:
        del d["k"]
    except KeyError as e:
        out.append(repr(e))

    class O:
        pass
    o = O()
    o.attr = 1
    del o.attr
    try:
        del o.attr
    except AttributeError as e:
        out.append(str(e))
    return out


def shadow():
    out = [len("abc")]
    builtins.len = lambda s: -1
    try:
        out.append(len("abc"))
    finally:
        builtins.len = real_len
    globals()["len"] = lambda s: -2
    out.append(len("abc"))
    del globals()["len"]
    out.append(len("abc"))
    return out


real_len = len


def evaluating(a):
    b = a + 1
    out = [eval("a + b"), eval("a", {"a": "other"}), sorted(locals())]
    exec("b = 100; c = 5")
    out.append(b)
    scope = {}
    exec("def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nvalue = [f(i) for i in range(8)]", scope)
    out.append(scope["value"])
    local = {}
    exec("global made; made = 1\nhere = 2", scope, local)
    out.append((scope["made"], local))
    snapshot = locals()
    b = "later"
    out.append((snapshot["b"], locals()["b"]))
    code = compile("[k for k in 'ab'] + [missing]", "<made>", "eval")
    try:
        eval(code)
    except NameError as e:
        out.append(str(e))
    return out


class Spy(dict):
    def __missing__(self, key):
        return f"<{key}>"


class Names(type):
    @classmethod
    def __prepare__(mcs, name, bases):
        return Spy(print=print)


def annotations():
    local: int = 3
    undefined: "never evaluated" = None

    class Annotated:
        a: int
        b: "forward" = 2
        c: list[x]
    return Annotated.__annotations__, hasattr(Annotated, "a"), local


def mangled():
    class Base:
        __slots__ = ("__hidden", "open")

        def __init__(self):
            self.__hidden = 1

        def __secret(self):
            return "base"

        def call(self, __arg=5):
            __local = __arg
            return self.__secret(), self.__hidden, sorted(locals())[:2], __local

    class Derived(Base):
        def __secret(self):
            return "derived"
    return Derived().call(), Derived()._Derived__secret(), [n for n in dir(Base) if "idden" in n]


def main():
    print(A.y, A.z, A.w, A().method(), A.x, A.made0 + A.made1, hasattr(A, "i"), A.Inner.seen, A.Inner.outer_x)
    print(class_in_function("argument"), made_by_class)
    bump(), bump()
    print(counter, created, deletes(), shadow())
    for row in evaluating(1):
        print(row)
    spied = Names("Spied", (), {})
    exec("class Made(metaclass=Names):\n    value = anything\n    print(other)\n", globals())
    print(Made.value, annotations(), mangled())
    try:
        exec("print(undefined_thing)")
    except NameError as e:
        print(e, e.name)
    print(eval("__name__"), "bump" in dir(), [k for k in vars(A) if k.startswith("made")])
    code = evaluating.__code__
    print(code.co_name, code.co_varnames, code.co_firstlineno > 0, sys.intern("a b") is sys.intern("a b"))


if __name__ == "__main__":
    main()
