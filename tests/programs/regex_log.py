# bench: 110000
# kind: script
"""A re user: a log analyser, a template engine, a tokenizer by scanner groups, substitution with functions."""
import re
import sys
from collections import Counter, defaultdict

LINE = re.compile(
    r"""(?P<ip>\d{1,3}(?:\.\d{1,3}){3})\s-\s(?P<user>\S+)\s
        \[(?P<when>[^\]]+)\]\s"(?P<verb>[A-Z]+)\s(?P<path>[^\s?]+)(?:\?(?P<query>\S*))?\sHTTP/[\d.]+"\s
        (?P<status>\d{3})\s(?P<size>\d+|-)""", re.VERBOSE)


def log_lines(n):
    x = 99
    for i in range(n):
        x = (x * 69069 + 1) % 2 ** 32
        verb = ("GET", "POST", "PUT")[x >> 8 & 3 if x >> 8 & 3 < 3 else 0]
        query = f"?id={x % 50}&q=a%20b" if x & 0x1000 else ""
        size = x % 5000 if x & 0x2000 else "-"
        line = f'10.0.{x % 4}.{i % 256} - {"ana" if x & 64 else "-"} [{i % 28 + 1:02}/Feb/2024:10:{i % 60:02}:00 +0000] "{verb} /p/{x % 7}{query} HTTP/1.1" {(200, 301, 404, 500)[x >> 16 & 3]} {size}'
        yield line if i % 37 else "garbage " + str(i)


def analyse(lines):
    status, by_path, bad, total = Counter(), defaultdict(int), 0, 0
    for line in lines:
        m = LINE.match(line)
        if m is None:
            bad += 1
            continue
        status[m["status"]] += 1
        if m["size"] != "-":
            by_path[m["path"]] += int(m["size"])
            total += int(m["size"])
        if m["query"]:
            for key, value in re.findall(r"(\w+)=([^&]*)", m["query"]):
                if key == "q":
                    by_path["q:" + re.sub(r"%([0-9a-f]{2})", lambda h: chr(int(h[1], 16)), value)] += 1
    return status, by_path, bad, total


def render(template, **values):
    def one(m):
        name, _, filt = m[1].strip().partition("|")
        value = values.get(name.strip())
        if value is None:
            return m[0]
        return getattr(str(value), filt.strip())() if filt else str(value)

    def loop(m):
        return "".join(render(m["body"], **values, item=v) for v in values[m["name"]])
    template = re.sub(r"\{% for (?P<name>\w+) %\}(?P<body>.*?)\{% end %\}", loop, template, flags=re.S)
    return re.sub(r"\{\{(.*?)\}\}", one, template)


TOKENS = re.compile(r"(?P<num>\d+(?:\.\d+)?)|(?P<name>[a-z]\w*)|(?P<str>\"(?:[^\"\\]|\\.)*\")|(?P<op>[-+*/=<>!]=?|[()])|(?P<skip>\s+)|(?P<bad>.)")


def tokens(text):
    return [(m.lastgroup, m[0], m.start()) for m in TOKENS.finditer(text) if m.lastgroup != "skip"]


def main(size):
    status, by_path, bad, total = analyse(log_lines(size))
    print(sorted(status.items()), bad, total)
    print(sorted(by_path.items())[:6])
    print(render("Dear {{ name|title }},\n{% for items %}- {{ item|upper }} of {{ name }}\n{% end %}{{ unknown }}", name="ana maria", items=["a", "b"]))
    print(tokens('x1 = 3.14 * (y - "s\\"q") != @'))
    print(re.split(r"[,;]\s*|(\|)", "a, b;c|d"), re.sub(r"(\w+) (\w+)", r"\2 \g<1>!", "hello world bye now"), re.subn("a", "b", "banana", 2))
    print(re.findall(r"(?i)\bthe\b", "The cat, the hat, other"), re.search(r"(?<=€)\d+(?!\d)", "price €42").span(), re.fullmatch(r"(a|b)*c?", "abab").groups())
    print(re.match(r"(?P<a>.)(?P<b>.)?", "x").groupdict("none"), re.escape("a.b*c"), [m.group() for m in re.finditer(r"\d+?", "123")], re.compile("x", re.I | re.M))
    print(re.sub(r"(?m)^\s+|\s+$", "", "  a  \n  b "), re.sub(r"\b(\w)(\w*)", lambda m: m[1].upper() + m[2].lower(), "mIXED caSE wORDS"))
    for pattern in ("(", "*a", "[z-a]", "(?P<1>x)", r"\q", "a{2,1}", "(?<=a+)b"):
        try:
            re.compile(pattern)
        except re.error as e:
            print(pattern, "->", e.msg, e.pos)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
