"""What CPython itself has to say about .pyc files.

    oracle.py prepare OUT FOLDER [FILTER]   compiles every .py below FOLDER to OUT/N.pyc; OUT/index.json names them
    oracle.py compare OUT                   compares OUT/N.pyc with OUT/N.new.pyc; prints a JSON object, source to difference

Two files are equal when their headers are, every field of every code object is (constants in type and value, tables
bit for bit), and marshal writes the same bytes for both where it writes no references.
"""
import json
import importlib.util
import marshal
import pathlib
import sys
import types

HEADER = 16

FIELDS = (
    "co_name", "co_qualname", "co_filename", "co_firstlineno", "co_flags", "co_argcount", "co_posonlyargcount",
    "co_kwonlyargcount", "co_stacksize", "co_nlocals", "co_names", "co_varnames", "co_cellvars", "co_freevars",
    "co_code", "co_linetable", "co_exceptiontable", "co_consts",
)


def prepare(out, folder, filter=""):
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    index = []
    for path in sorted(pathlib.Path(folder).rglob("*.py")):
        if filter not in str(path):
            continue
        try:
            source = path.read_bytes()
            code = compile(source, str(path), "exec", dont_inherit=True, optimize=0)
        except (SyntaxError, ValueError, OSError):
            continue  # files made to be wrong: bad encodings, Python 2
        head = importlib.util.MAGIC_NUMBER + bytes(4)
        head += (0x5EED0000 + len(index)).to_bytes(4, "little") + (len(source) & 0xFFFFFFFF).to_bytes(4, "little")
        (out / f"{len(index)}.pyc").write_bytes(head + marshal.dumps(code))
        index.append(str(path))
    (out / "index.json").write_text(json.dumps(index))


def compare(out):
    out = pathlib.Path(out)
    index = json.loads((out / "index.json").read_text())
    differences = {}
    for i, source in enumerate(index):
        old, new = out / f"{i}.pyc", out / f"{i}.new.pyc"
        if new.exists():
            found = difference(old.read_bytes(), new.read_bytes())
            if found:
                differences[source] = found
    print(json.dumps(differences))


def difference(old, new):
    """Says where two .pyc files differ; None when they are equal."""
    if old[:HEADER] != new[:HEADER]:
        return f"header {old[:HEADER].hex()}, now {new[:HEADER].hex()}"
    try:
        a, b = marshal.loads(old[HEADER:]), marshal.loads(new[HEADER:])
    except Exception as e:
        return f"cannot be read: {type(e).__name__}: {e}"
    found = constant_difference(a, b, "")
    if found:
        return found
    if marshal.dumps(a, 2) != marshal.dumps(b, 2):
        return "the bytes differ (which strings are interned?)"
    return None


def constant_difference(a, b, where):
    if type(a) is not type(b):
        return f"{where}: {type(a).__name__} {a!r}, now {type(b).__name__} {b!r}"
    if isinstance(a, types.CodeType):
        where = f"{where}/{a.co_name}"
        for field in FIELDS:
            found = constant_difference(getattr(a, field), getattr(b, field), f"{where} {field}")
            if found:
                return found
        return None
    if isinstance(a, tuple):
        if len(a) != len(b):
            return f"{where}: {len(a)} items, now {len(b)}"
        for i, (x, y) in enumerate(zip(a, b)):
            found = constant_difference(x, y, f"{where}[{i}]")
            if found:
                return found
        return None
    if isinstance(a, frozenset):
        if sorted(map(exact, a)) != sorted(map(exact, b)):
            return f"{where}: {a!r}, now {b!r}"
        return None
    if exact(a) != exact(b):
        return f"{where}: {a!r}, now {b!r}"
    return None


def exact(value):
    """Bytes that are equal exactly when type and value are, signed zeros and NaNs included."""
    return marshal.dumps(value, 2)


if __name__ == "__main__":
    {"prepare": prepare, "compare": compare}[sys.argv[1]](*sys.argv[2:])
