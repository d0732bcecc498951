# The compile service compiles the parts of a module that it is asked for, by the code of the whole of it: that `table` has floats is told by the module's own code.
# RUN: %python %s %t '[3]' | coconut serve | filecheck %s --check-prefix=OK
# RUN: strings %t.so | filecheck %s --check-prefix=NAMES
# RUN: %python %s %t '[3]' alone | coconut serve | filecheck %s --check-prefix=OK
# OK: {"id":1,"ok":true}
# NAMES-NOT: first
# NAMES: second
# NAMES-NOT: first

# What goes wrong is put down where the library would be: who asked may be gone.
# RUN: rm -f %t.kept.so %t.kept.error
# RUN: %python %s %t '[3]' keep | coconut serve | filecheck %s --check-prefix=OK
# RUN: test -f %t.kept.so -a ! -e %t.code -a ! -e %t.kept.error
# RUN: rm -f %t.kept.so
# RUN: %python %s %t '[3]' wrong | coconut serve | filecheck %s --check-prefix=WRONG
# RUN: filecheck %s --check-prefix=KEPT < %t.kept.error
# RUN: test ! -e %t.kept.so
# WRONG: {"id":1,"ok":false,"error":"'{{.*}}.code' holds no code object"}
# KEPT: '{{.*}}.code' holds no code object
import json
import marshal
import sys

MODULE = """
table = [1.5, 2.5]
class Unused:
    pass
def first(n):
    return n
def second(n):
    s = 0
    for i in range(n):
        s += table[i]
    return s
"""

base, only, *rest = sys.argv[1:]
code = compile(MODULE, "part.py", "exec")
request = {"id": 1, "code": base + ".code", "name": "x", "opt": "-O2", "output": base + ".so"}
request["only"] = json.loads(only)
if rest in (["keep"], ["wrong"]):
    request["keep"] = base + ".kept.so"
with open(base + ".code", "wb") as file:
    marshal.dump(7 if rest == ["wrong"] else (code, ()), file)
print(json.dumps(request))
