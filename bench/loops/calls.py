from harness import loop


@loop(40000)
def call_keywords(n):
    def f(a, b=1, *, c=2):
        return a + b + c
    total = 0
    for i in range(n):
        total += f(i, b=2, c=3) + f(a=i)
    return total


@loop(30000)
def call_star_args(n):
    def f(*args):
        return len(args)
    total = 0
    args = 1, 2, 3
    for i in range(n):
        total += f(i, i, i) + f(*args)
    return total


@loop(20000)
def call_star_kwargs(n):
    def f(a, **kw):
        return a + len(kw)
    total = 0
    kw = {"x": 1, "y": 2}
    for i in range(n):
        total += f(i, x=1) + f(i, **kw)
    return total


@loop(20000)
def call_decorated(n):
    def traced(function):
        def wrapper(*args, **kwargs):
            return function(*args, **kwargs)
        return wrapper

    @traced
    def f(a, b):
        return a + b
    total = 0
    for i in range(n):
        total += f(i, b=1)
    return total


@loop(40000)
def closure_nonlocal(n):
    count = 0

    def increase(by):
        nonlocal count
        count += by
        return count
    for i in range(n):
        increase(i)
    return count


@loop(15000)
def closure_made(n):
    total = 0
    for i in range(n):
        def add(x):
            return x + i
        total += add(1) + (lambda y: y * 2)(i)
    return total


COUNT = 0


@loop(60000)
def global_update(n):
    global COUNT
    COUNT = 0
    for i in range(n):
        COUNT += i
    return COUNT


def walk_down(n):
    return 0 if n == 0 else 1 + walk_down(n - 1)


@loop(1500)
def recursion(n):
    return sum(walk_down(20) for _ in range(n))
