# What is known of a class, and of those below it, stays while what they have is replaced: no guard fails for it.
# RUN: env COCONUT_CACHE=%t.cache coconut run --all %s | filecheck %s
# CHECK: 1999000 2000 1999
# CHECK-NEXT: Shape.__init__ True 0
# CHECK-NEXT: Box.__init__ True 0
# CHECK-NEXT: Box.area True 0
# CHECK-NEXT: use True 0
import coconut


class Shape:
    made = 0
    last = None

    def __init__(self, x):
        self.x = x
        Shape.made += 1
        Shape.last = self


class Box(Shape):
    def __init__(self, x, width=1):
        super().__init__(x)
        self.width = width

    def area(self):
        return self.width * self.x


def use(n):
    total = 0
    for i in range(n):
        total += Box(i).area()
    return total


print(use(2000), Shape.made, Box.last.x)
for f in (Shape.__init__, Box.__init__, Box.area, use):
    info = coconut.info(f)
    print(f.__qualname__, info.compiled, sum(guard.count for guard in info.guards))
