"""The functions that native.c stands for. They tell that they are interpreted where a test has to know."""


def add(a, b):
    return "interpreted", a, b


def call(f, args, kwnames):
    names = kwnames or ()
    positional = len(args) - len(names)
    return f(*args[:positional], **dict(zip(names, args[positional:])))


def call_owned(f, args):
    return f(args.pop(0))


def recurse(n):
    return n if n == 0 else recurse(n - 1)


def half(n):
    total = 0
    for i in range(n):
        total += i
    return total


def observe(f, local=None):
    return f()
