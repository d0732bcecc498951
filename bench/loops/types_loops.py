from harness import loop


@loop(30000)
def types_unstable(n):
    values = [1, 2.5, "a", (1,)]
    total = 0
    for i in range(n):
        v = values[i & 3]
        w = v + v
        if v == w:
            total += 1
        total += len(w) if i & 2 else 1
    return total


@loop(20000)
def types_int_float(n):
    x = 1
    for i in range(n):
        x = x * 1.5 if i & 1 else int(x) + 1
        if x > 1000:
            x = 1
    return round(x, 6)


@loop(10000)
def match_statement(n):
    values = [(1, 2), "x", {"k": 1}, 5]
    total = 0
    for i in range(n):
        match values[i & 3]:
            case (a, b):
                total += a + b
            case "x":
                total += 1
            case {"k": k}:
                total += k
            case int():
                total += 2
    return total
