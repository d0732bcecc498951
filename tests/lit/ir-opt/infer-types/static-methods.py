# RUN: cpy-dis %s | bc2ir | ir-opt -p infer-types | filecheck %s
# What a static method or a class method gets first is no instance of its class.


class Counter:
    # CHECK-LABEL: pyfunc export @Counter.clamp
    # CHECK: py.compare_op lt {{.*}} profile(_, int)
    @staticmethod
    def clamp(n):
        return n if n < 100 else 100

    # CHECK-LABEL: pyfunc export @Counter.made
    # CHECK-NOT: profile{{.*}}Counter
    # CHECK: py.return
    @classmethod
    def made(cls, n):
        return cls + n

    # CHECK-LABEL: pyfunc export @Counter.of
    # CHECK: py.compare_op lt {{.*}} profile(Counter, _)
    def of(self, n):
        return self < n

    # CHECK-LABEL: pyfunc export @Counter.given
    # CHECK: py.compare_op lt {{.*}} profile(int, str)
    @staticmethod
    def given(x, y):
        return x < y

    def gives(self):
        return self.given(1, "")
