# opt: -O0 -O2
# kind: script
"""Strings of every short length and every width of characters: equal ones that are different objects, and ones that differ in one place only."""


def same(a, b):
    return a == b


def differ(a, b):
    return a != b


def found(d, key):
    return d[key] if key in d else None


def got(d, key):
    return d.get(key, "none")


def among(items, key):
    return key in items, key in set(items)


def copy(text):
    return "".join(list(text))


def main():
    wrong, asked = [], 0
    for letter, other in ("ab", "éè", "日本", "🐍🐎", "aé", "a日", "é🐍"):
        for n in range(21):
            text = letter * n
            twin = copy(text)
            d = {text: n}
            if not same(text, twin) or differ(text, twin) or found(d, twin) != n or got(d, twin) != n or among((text,), twin) != (True, True):
                wrong.append(("twin", text))
            for i in range(n):
                near = text[:i] + other + text[i + 1 :]
                asked += 1
                if same(text, near) or not differ(near, text) or found(d, near) is not None or got(d, near) != "none":
                    wrong.append((text, near))
                if among((text, 1), near) != (False, False) or among([near], copy(near)) != (True, True):
                    wrong.append(("among", text, near))
    print(asked, wrong)


main()
