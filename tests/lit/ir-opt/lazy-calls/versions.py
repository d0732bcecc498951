# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# Whether a version is worth having is decided once it is settled what those return that it calls.


class Task:
    def find(self, i):
        t = self.table[i]
        if t is None:
            raise KeyError(i)
        return t

    def queue(self, p):
        t = self.find(p.ident)
        return t.add(p, self)

    def add(self, p, old):
        return old

    def waits(self):
        return self.pending and not self.holding


def last(p):
    q = p
    n = q.link
    while n is not None:
        q = n
        n = q.link
    return q


# The argument stays in its own local: nothing ends where the other is set anew.
# CHECK-LABEL: func internal @last.fast.o(
# CHECK-NOT: load_field @PyObject.ob_refcnt %arg.p

# CHECK-LABEL: func internal @Task.waits.fast.o(

# CHECK-LABEL: func internal @Task.add.fast.ooo(

# CHECK-LABEL: func internal @Task.queue.fast.oo(
# CHECK: call @Task.find.fast.oo(
# CHECK: call @Task.add.fast.ooo(
