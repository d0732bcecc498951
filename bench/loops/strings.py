from harness import loop


@loop(20000)
def str_split_join(n):
    total = 0
    for _ in range(n):
        parts = "a,b,c,d,e".split(",")
        total += len("-".join(parts))
    return total


@loop(30000)
def str_chained_methods(n):
    total = 0
    for _ in range(n):
        parts = "  Hello Big World ".strip().lower().split()
        total += len(parts)
    return total


@loop(40000)
def str_format_percent(n):
    total = 0
    for i in range(n):
        total += len("%d: %s" % (i, "abc"))
    return total


@loop(40000)
def str_fstring(n):
    total = 0
    name = "abc"
    for i in range(n):
        total += len(f"{name}: {i}, {i + 1:04d}")
    return total


@loop(40000)
def str_format_method(n):
    total = 0
    for i in range(n):
        total += len("{}-{}".format(i, "x"))
    return total


@loop(40000)
def str_slicing(n):
    s = "the quick brown fox"
    total = 0
    for i in range(n):
        a = i & 7
        if s[a:a + 3] == "qui":
            total += 1
        total += len(s[:a]) + len(s[a:])
    return total


@loop(50000)
def str_tests(n):
    s = "the quick brown fox"
    total = 0
    for i in range(n):
        if "quick" in s:
            total += 1
        if s.startswith("the"):
            total += 1
        if s.endswith("dog") or s < "abc":
            total += 1
    return total


@loop(4000)
def str_characters(n):
    vowels = 0
    for _ in range(n):
        for c in "the quick brown fox":
            if c in "aeiou":
                vowels += 1
            elif c.isspace():
                vowels -= 1
    return vowels


@loop(4000)
def str_concatenate(n):
    total = 0
    for _ in range(n):
        s = ""
        for c in "the quick brown fox":
            s += c
        total += len(s)
    return total


@loop(4000)
def str_ord_chr(n):
    total = 0
    for _ in range(n):
        out = []
        for c in "the quick brown fox":
            out.append(chr(ord(c) ^ 1))
        total += len("".join(out))
    return total


@loop(50000)
def str_of_int_and_back(n):
    total = 0
    for i in range(n):
        total += int(str(i)) + len(str(i * 3))
    return total


@loop(20000)
def str_replace_find(n):
    total = 0
    for _ in range(n):
        s = "a-b-c".replace("-", "+")
        total += s.find("c") + s.count("+") + len(s.upper())
    return total
