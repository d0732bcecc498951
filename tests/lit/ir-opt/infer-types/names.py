# RUN: cpy-dis %s | bc2ir | ir-opt -p infer-types | filecheck %s
# Types follow names: what a class's attributes are set to, what functions are called with and return, what lists hold.
# CHECK-NOT: profile(


class Vector:
    zero = 0

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y)

    def norm(self):
        return (self.x * self.x + self.y * self.y) ** 0.5


class Named(Vector):
    def describe(self):
        return self.name % self.x

    name = "%s"


def farthest(vectors, table):
    best = Vector(0.0, 1.5)
    for v in vectors:
        if (v - best).norm() > best.norm():
            best = v
    for row in table:
        row[0] += row[1]
    return best


def unknown(a, b):
    return a - b


def main():
    vectors = [Vector(i * 0.5, 2.0) for i in range(9)]
    table = [[0] * 3 for _ in range(3)]
    named = Named(1.0, 2.0)
    return farthest(vectors, table), named.describe(), named.zero + 1


main()
# CHECK-LABEL: pyfunc export @Vector.__sub__ {
# CHECK: py.binary_op subtract {{.*}} profile(float, float)
# CHECK: py.binary_op subtract {{.*}} profile(float, float)
# CHECK-LABEL: pyfunc export @Vector.norm {
# CHECK: py.binary_op multiply {{.*}} profile(float, float)
# CHECK: py.binary_op power {{.*}} profile(float, float)
# CHECK-LABEL: pyfunc export @Named.describe {
# CHECK: py.binary_op remainder {{.*}} profile(str, float)
# CHECK-LABEL: pyfunc export @farthest {
# CHECK: py.binary_op subtract {{.*}} profile(Vector, Vector)
# CHECK: py.compare_op gt {{.*}} profile(float, float)
# CHECK: py.binary_subscr {{.*}} profile(list, int)
# CHECK: py.binary_op inplace_add {{.*}} profile(int, int)
# CHECK: py.store_subscr {{.*}} profile(int, list, int)
# A function that only strangers call: nothing is guessed.
# CHECK-LABEL: pyfunc export @unknown {
# CHECK-NOT: profile(
# CHECK-LABEL: pyfunc export @main {
# CHECK: py.binary_op add {{.*}} profile(int, int)
