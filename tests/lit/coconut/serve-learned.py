# With a code object the compile service takes what the interpreter has made of it: a dict that it met is looked into as one.
# RUN: %python %s %t learned | coconut serve | filecheck %s --check-prefix=OK
# RUN: nm -D %t.so | filecheck %s --check-prefix=DICT
# RUN: %python %s %t nothing | coconut serve | filecheck %s --check-prefix=OK
# RUN: nm -D %t.so | filecheck %s --check-prefix=UNKNOWN
# RUN: %python %s %t plain | coconut serve | filecheck %s --check-prefix=OK
# RUN: nm -D %t.so | filecheck %s --check-prefix=UNKNOWN
# RUN: %python %s %t other | coconut serve | filecheck %s --check-prefix=OK
# RUN: nm -D %t.so | filecheck %s --check-prefix=UNKNOWN
# RUN: %python %s %t number | coconut serve | filecheck %s --check-prefix=NUMBER
# OK: {"id":1,"ok":true}
# DICT: Coconut_QuickItemOfInt
# UNKNOWN-NOT: Coconut_QuickItem
# NUMBER: {"id":1,"ok":false,"error":"'{{.*}}.code' holds no code object"}
import json
import marshal
import sys


def total(table, n):
    s = 0
    for i in range(n):
        s += table[i]
    return s


base, what = sys.argv[1:]
for _ in range(20):
    total({0: 1, 1: 2}, 2)
code = total.__code__
content = {
    "learned": (code, (code._co_code_adaptive,)),
    "nothing": (code, (b"",)),
    "plain": code,
    "other": (code, (code._co_code_adaptive[:-2],)),
    "number": (7, ()),
}
with open(base + ".code", "wb") as file:
    marshal.dump(content[what], file)
print(json.dumps({"id": 1, "code": base + ".code", "name": "x", "opt": "-O2", "output": base + ".so"}))
