# RUN: cpy-dis %s | bc2ir | ir-opt -p infer-types,specialize --remarks=passed -o /dev/null 2>&1 | filecheck %s
# What is done on objects only where `a` has no length that is known does not make the function not worth it.
# CHECK: worth.py:[[#@LINE+4]]:{{[0-9]+}}: remark: passed: loop runs on machine numbers: {{.*}}j int{{.*}} in 'bubble'
def bubble(a):
    n = len(a)
    for i in range(n):
        for j in range(0, n - i - 1):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]
    return a[0]


bubble([3, 1, 2])
