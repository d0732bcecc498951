# bench: 140
# kind: script
"""Pure-Python library modules at work: difflib, shlex, configparser, ast, string, pprint, fnmatch, statistics, tokenize, copy, pickle, heapq."""
import ast
import configparser
import copy
import difflib
import dis
import fnmatch
import io
import pickle
import pprint
import random
import shlex
import statistics
import string
import sys
import tokenize
from types import SimpleNamespace

OLD = "one two three four five six seven eight nine ten".split()
NEW = "one 2 three four 4.5 five six eight nine ten eleven".split()
CONFIG = """
[DEFAULT]
root = /srv
[site]
path = %(root)s/www
ports = 80
    443
debug = yes
[empty]
"""


class Fold(ast.NodeTransformer):
    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant):
            try:
                return ast.Constant(eval(compile(ast.Expression(ast.fix_missing_locations(node)), "", "eval")))
            except ArithmeticError:
                pass
        return node


class Shape:
    def __init__(self, *points):
        self.points = points
        self.me = self

    def __reduce__(self):
        return Shape, self.points

    def __deepcopy__(self, memo):
        return Shape(*copy.deepcopy(self.points, memo))

    def __eq__(self, other):
        return self.points == other.points


def formatter(template, **values):
    class Loud(string.Formatter):
        def convert_field(self, value, conversion):
            return str(value).upper() if conversion == "u" else super().convert_field(value, conversion)

        def get_value(self, key, args, kwargs):
            return kwargs.get(key, f"<{key}>") if isinstance(key, str) else super().get_value(key, args, kwargs)
    return Loud().format(template, **values)


def main(size):
    print("\n".join(difflib.unified_diff(OLD, NEW, "old", "new", lineterm="", n=1)))
    print(difflib.get_close_matches("appel", ["ape", "apple", "peach", "puppy"]), f"{difflib.SequenceMatcher(None, 'abcd', 'bcde').ratio():.3f}")
    print("".join(difflib.ndiff(["a line\n", "kept\n"], ["a lime\n", "kept\n"])), end="")
    print(shlex.split("cp 'a b' \"c \\\"d\\\"\" e\\ f # no", comments=True), shlex.join(["a b", "c'd", ""]))
    config = configparser.ConfigParser()
    config.read_string(CONFIG)
    print(config["site"]["path"], config["site"]["ports"].split(), config.getboolean("site", "debug"), config.sections(), config.has_option("empty", "root"), config.get("site", "x", fallback="none"))
    for bad in ("no section", "[a]\n[a]", "[a]\nb", "[a]\nx=%(y)s"):
        try:
            c = configparser.ConfigParser()
            c.read_string(bad)
            print(c["a"]["x"])
        except configparser.Error as e:
            print(type(e).__name__, str(e).splitlines()[0])
    tree = Fold().visit(ast.parse("x = 2 * 3 + y ** (4 - 1)\ndef f(a, *b, c=1 / 0, **d) -> int: return [i for i in b if i]"))
    print(ast.unparse(tree), ast.literal_eval("{'a': [1, (2.5, None)], b'x': {-1, 2}}")["a"], ast.dump(ast.parse("a[1:2].b", mode="eval")))
    out = io.StringIO()
    dis.dis(compile("a + b * 2", "<x>", "eval"), file=out)
    print(len(out.getvalue().splitlines()), [i.opname for i in dis.get_instructions(lambda: x.y)][-2:])
    pprint.pprint({"key" + str(i): list(range(i * 3)) for i in range(6)}, width=50, compact=True)
    print(formatter("{name!u:>8} {missing} {n:03d} {name!r}", name="bob", n=7), fnmatch.filter(["a.py", "b.txt", "c.pyc"], "*.py"), string.capwords("an old tale"))
    rng = random.Random(42)
    sample = [rng.gauss(10, 2) for _ in range(size * 50)]
    print(f"{statistics.fmean(sample):.9f} {statistics.stdev(sample):.9f} {statistics.median_low(sample):.9f}", statistics.multimode("aabbc"), statistics.quantiles(range(11), n=4), rng.sample(range(100), 5), rng.choice("abc"), rng.randint(1, 6))
    print([(tokenize.tok_name[t.type], t.string) for t in tokenize.generate_tokens(io.StringIO("if x>=1: # c\n  y = f'{z}'\n").readline)][:9])
    shape, ring = Shape((1, 2), [3]), [1]
    ring.append(ring)
    twin, deep = copy.copy(shape), copy.deepcopy(ring)
    print(twin == shape, twin is shape, deep[1] is deep, deep is ring)
    for protocol in range(0, 6, 2):
        buffer = io.BytesIO()
        pickle._Pickler(buffer, protocol).dump({"s": shape, "n": [None, True, 1 << 80, 2.5, "é", b"x", (1, (2,)), {3}, frozenset([4]), ...], "ns": SimpleNamespace(a=1)})
        back = pickle._Unpickler(io.BytesIO(buffer.getvalue())).load()
        print(protocol, len(buffer.getvalue()), back["s"] == shape, back["n"], back["ns"])
    try:
        pickle.dumps(lambda: 1)
    except (pickle.PicklingError, AttributeError) as e:
        print(type(e).__name__)
    a = ["".join(rng.choice("ab \n") for _ in range(30)) for _ in range(size * 2)]
    b = [line[::-1] if i % 3 == 0 else line for i, line in enumerate(a)]
    print(sum(op != "equal" for op, *_ in difflib.SequenceMatcher(None, a, b).get_opcodes()), len(list(difflib.ndiff(a, b))), len(ast.unparse(ast.parse("\n".join(f"v{i} = [{i}, v{i - 1}] if v{i - 1} else f({i})" for i in range(1, size * 20))))))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
