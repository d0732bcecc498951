from harness import WORDS, loop


@loop(40000)
def list_append_pop(n):
    a = []
    for i in range(n):
        a.append(i)
        a.append(i + 1)
        a.pop()
    return len(a)


@loop(30000)
def list_stack(n):
    stack = [1]
    steps = 0
    while stack and steps < n:
        x = stack.pop()
        steps += 1
        if x < 50:
            stack.append(x + 1)
            stack.append(x + 2)
        elif not stack:
            stack.append(1)
    return len(stack)


@loop(2000)
def list_comprehension(n):
    total = 0
    for i in range(n):
        total += len([x * x for x in range(20) if x & 1])
    return total


@loop(2000)
def list_comprehension_objects(n):
    total = 0
    for i in range(n):
        total += len([w.upper() for w in WORDS if len(w) > 3])
    return total


@loop(20000)
def list_slices_extend(n):
    a = list(range(20))
    total = 0
    for i in range(n):
        b = a[3:8]
        b.extend(a[:2])
        b += a[-2:]
        total += len(b) + b[0]
    return total


@loop(3000)
def list_sort_key(n):
    total = 0
    for i in range(n):
        a = sorted(WORDS, key=lambda w: w[-1])
        total += len(a[0])
    return total


@loop(5000)
def list_sort_reverse(n):
    total = 0
    for i in range(n):
        a = [5, 3, 8, 1, 9, i]
        a.sort()
        a.reverse()
        total += a[0]
    return total


@loop(20000)
def list_display_unpack(n):
    total = 0
    for i in range(n):
        a = [i, i + 1, i + 2]
        x, y, z = a
        p, *q = a
        total += x + y + z + p + len(q)
    return total


@loop(3000)
def list_index_loop(n):
    a = list(range(20))
    total = 0
    for _ in range(n):
        for i in range(len(a)):
            a[i] += 1
            total += a[i]
    return total


@loop(3000)
def list_of_tuples(n):
    pairs = [(i, str(i)) for i in range(20)]
    total = 0
    for _ in range(n):
        for number, name in pairs:
            if name == "7":
                total += number
    return total
