# Which functions may be called without a frame, and what keeps others from it.
# RUN: bc2ir %s | ir-opt -O2 --remarks --remarks-filter=lazy-calls -o %t 2>&1 | filecheck %s


# CHECK-DAG: remarks.py:[[@LINE+1]]: remark: passed: may be called without a frame [lazy-calls: WithoutFrame] in 'twice'
def twice(x):
    if x == 7:
        # CHECK-DAG: remarks.py:[[@LINE+1]]:16: remark: missed: py.call is done with a frame [lazy-calls: Leaves] in 'twice'
        return print(x, 1)
    return x + x


def merged(x):
    # CHECK-DAG: remarks.py:[[@LINE+1]]:12: remark: missed: py.dict_update is done with a frame [lazy-calls: NeedsFrame] in 'merged'
    return {**x}
