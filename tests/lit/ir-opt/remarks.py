# What passes did, what they could not do and why, by source line.
# RUN: bc2ir %s -o %t.ir
# RUN: ir-opt -O2 --remarks %t.ir -o %t 2>&1 | filecheck %s --check-prefix=TEXT
# RUN: ir-opt -O2 --remarks=missed --remarks-filter='^specialize' %t.ir -o %t 2>&1 | filecheck %s --check-prefix=MISSED
# RUN: ir-opt -O2 --remarks --remarks-filter=specialize --remarks-format=yaml --remarks-output=%t.yaml %t.ir -o %t
# RUN: filecheck %s --check-prefix=YAML < %t.yaml
# RUN: ir-opt -O2 --remarks=passed --remarks-filter=specialize --remarks-format=json %t.ir -o %t 2>&1 | filecheck %s --check-prefix=JSON
# RUN: ir-opt -O2 --remarks=analysis %t.ir -o %t 2>&1 | filecheck %s --check-prefix=ANALYSIS
# RUN: ir-opt -O2 --remarks=missed --without-guards=missed:1,count@18:46 %t.ir -o %t 2>&1 | filecheck %s --check-prefix=DROPPED
# RUN: ir-opt -O2 --remarks=missed --remarks-filter=specialize --without-guards=missed:44,count@19:46 %t.ir -o %t 2>&1 | filecheck %s --check-prefix=KEPT
# RUN: not ir-opt --without-guards=f@3 %t.ir 2>&1 | filecheck %s --check-prefix=GUARDS
# RUN: not ir-opt --remarks=all %t.ir 2>&1 | filecheck %s --check-prefix=KIND
# RUN: not ir-opt --remarks --remarks-filter='(' %t.ir 2>&1 | filecheck %s --check-prefix=REGEX
# RUN: not ir-opt --remarks-filter=x %t.ir 2>&1 | filecheck %s --check-prefix=ALONE


# TEXT: remarks.py:[[@LINE+1]]: remark: passed: {{[0-9]+}} blocks merged or removed [simplify-cfg: BlocksRemoved] in 'count'
def count(n):
    s = 0
    # TEXT: remarks.py:[[@LINE+1]]:5: remark: passed: loop runs on machine numbers: s int, i int [specialize: LoopOnNumbers] in 'count'
    for i in range(n):
        s += i * i
    return s


def missed(points):
    t = 0
    for p in points:
        # TEXT: remarks.py:[[@LINE+1]]:14: remark: missed: py.binary_subscr is done on objects [specialize: OnObjects] in 'missed'
        t += p["x"]
    while t:
        t = "a"


# MISSED-NOT: passed
# MISSED: py.binary_subscr is done on objects
# MISSED-NOT: simplify-cfg

# YAML:      --- !Passed
# YAML-NEXT: Pass:            specialize
# YAML-NEXT: Name:            LoopOnNumbers
# YAML-NEXT: DebugLoc:        { File: {{.*}}remarks.py{{'?}}, Line: 21, Column: 5 }
# YAML-NEXT: Function:        count
# YAML-NEXT: Args:
# YAML-NEXT:   - String:          'loop runs on machine numbers: '
# YAML-NEXT:   - Variables:       's int, i int'
# YAML-NEXT: ...
# YAML: --- !Missed

# JSON: [
# JSON-NEXT: {"Kind":"Passed","Pass":"specialize","Name":"LoopOnNumbers","DebugLoc":{"File":"{{.*}}remarks.py","Line":21,"Column":5},"Function":"count","Offset":{{[0-9]+}},"Args":[{"String":"loop runs on machine numbers: "},{"Variables":"s int, i int"}]}
# JSON: ]

# ANALYSIS: remark: analysis: {{[0-9]+}} Python-level ops became {{[0-9]+}} [lower-py: FunctionLowered] in 'count'
# ANALYSIS-NOT: passed

# DROPPED: remark: missed: py.binary_op is done on objects: a guard of it failed too often [specialize: GuardFailed] in 'count'
# KEPT-NOT: in 'count'
# GUARDS: --without-guards takes [NAME[@LINE]:]OFFSET[,…], not 'f@3'
# KIND: --remarks takes passed, missed, analysis, not 'all'
# REGEX: '(' is no regular expression
# ALONE: --remarks-filter and --remarks-output want --remarks
