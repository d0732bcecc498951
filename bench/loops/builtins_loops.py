import math

from harness import loop


@loop(60000)
def builtin_len_isinstance(n):
    values = [1, "a", [1], (1, 2)]
    total = 0
    for i in range(n):
        v = values[i & 3]
        if isinstance(v, int):
            total += v
        elif isinstance(v, (list, tuple)):
            total += len(v)
    return total


@loop(50000)
def module_attribute_calls(n):
    total = 0.0
    for i in range(n):
        total += math.sqrt(i) + math.floor(total) * 1e-9
    return round(total, 3)


@loop(40000)
def builtin_types(n):
    total = 0
    for i in range(n):
        total += int(float(i)) + bool(i) + len(str(i)) + len(tuple([i]))
    return total


@loop(30000)
def builtin_getattr(n):
    p = 1 + 2j
    total = 0
    for i in range(n):
        total += getattr(p, "real") + getattr(p, "z", 5)
        if hasattr(p, "imag") and callable(len):
            total += 1
    return total
