# bench: 4600
# kind: script
"""A json user: round trips, a pure-Python decoder path, hooks, encoders, merging configurations, query paths, errors with positions."""
import json
import json.decoder
import json.encoder
import json.scanner
import sys
from decimal import Decimal

CONFIG = """
{
  "name": "service", "debug": false, "ports": [80, 443, 8080],
  "limits": {"cpu": 1.5, "memory": 1073741824, "ratio": 1e-3, "none": null},
  "paths": {"log": "/var/log/\\u00e9t\\u00e9", "quote": "a \\"b\\" \\\\ c\\n"},
  "users": [{"id": 1, "name": "Ana"}, {"id": 2, "name": "\\ud83d\\ude00"}]
}
"""
OVERRIDE = '{"debug": true, "limits": {"cpu": 4, "disk": [1, 2]}, "ports": [1], "extra": {}}'


def merge(base, over):
    if isinstance(base, dict) and isinstance(over, dict):
        return {k: merge(base[k], over[k]) if k in base and k in over else over.get(k, base.get(k)) for k in base | over}
    return over


def paths(node, prefix=""):
    if isinstance(node, dict):
        for k, v in node.items():
            yield from paths(v, f"{prefix}.{k}" if prefix else k)
    elif isinstance(node, list):
        for i, v in enumerate(node):
            yield from paths(v, f"{prefix}[{i}]")
    else:
        yield prefix, node


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, set):
            return {"set": sorted(o)}
        if isinstance(o, complex):
            return [o.real, o.imag]
        return super().default(o)


def pure_decoder():
    decoder = json.JSONDecoder()
    decoder.parse_string = json.decoder.py_scanstring
    decoder.scan_once = json.scanner.py_make_scanner(decoder)
    return decoder


class PureEncoder(json.JSONEncoder):
    def iterencode(self, o, _one_shot=False):
        return super().iterencode(o, False)


def synthetic(n):
    return [{"id": i, "tags": [f"t{j}" for j in range(i % 4)], "w": i / 7, "ok": i % 3 == 0, "none": None, "text": "x\ty\u20ac" * (i % 3)} for i in range(n)]


def main(size):
    config = json.loads(CONFIG)
    merged = merge(config, json.loads(OVERRIDE))
    print(json.dumps(merged, indent=2, sort_keys=True))
    for path, value in paths(merged):
        print(path, "=", repr(value))
    print(json.dumps({"s": {3, 1, 2}, "c": 1 + 2j, 1: None, 2.5: True, None: float("inf")}, cls=Encoder), json.dumps("é", ensure_ascii=False))
    print(json.loads('[1.10, 2]', parse_float=Decimal), json.loads('{"a": 1, "a": 2}', object_pairs_hook=list), json.loads('[{"x": 1}]', object_hook=lambda d: tuple(d.items())))
    for bad in ('{"a": }', "[1, 2", '{"a" 1}', "nul", '"\\x"', "", "[1] 2", '{1: 2}', '"\x01"', "[1,]"):
        try:
            print(json.loads(bad))
        except json.JSONDecodeError as e:
            print(f"{e.msg}: line {e.lineno} column {e.colno}")
        try:
            pure_decoder().decode(bad)
        except json.JSONDecodeError as e:
            print("  pure:", e)
    for bad in (object, {(1, 2): 3}, Decimal(1)):
        try:
            json.dumps(bad)
        except TypeError as e:
            print(e)
    loop = []
    loop.append(loop)
    try:
        json.dumps(loop)
    except ValueError as e:
        print(e)
    data = synthetic(size * 4)
    text = "".join(PureEncoder(indent=1).iterencode(data))
    back = pure_decoder().decode(text)
    print(back == data, len(text), len(json.dumps(data)), json.loads(json.dumps(data)) == data)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
