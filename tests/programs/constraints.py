# bench: 13000
# kind: object
"""An incremental one-way constraint solver in the manner of DeltaBlue: strengths, plans, chains and projections."""
import sys


class Strength:
    names = ("required", "strong-preferred", "preferred", "strong-default", "normal", "weak-default", "weakest")
    by_name = {}

    def __init__(self, level, name):
        self.level = level
        self.name = name

    def stronger(self, other):
        return self.level < other.level

    def weaker(self, other):
        return self.level > other.level

    @classmethod
    def weakest_of(cls, a, b):
        return a if a.level >= b.level else b

    def __repr__(self):
        return f"<{self.name}>"


for _level, _name in enumerate(Strength.names):
    Strength.by_name[_name] = Strength(_level, _name)

REQUIRED = Strength.by_name["required"]
PREFERRED = Strength.by_name["preferred"]
DEFAULT = Strength.by_name["strong-default"]
NORMAL = Strength.by_name["normal"]
WEAKEST = Strength.by_name["weakest"]


class Variable:
    def __init__(self, name, value=0):
        self.name = name
        self.value = value
        self.users = []
        self.determined_by = None
        self.mark = 0
        self.walk = WEAKEST
        self.stay = True


class Constraint:
    is_input = False

    def __init__(self, strength):
        self.strength = strength

    def install(self, planner):
        self.add_to_graph()
        planner.incremental_add(self)

    def uninstall(self, planner):
        if self.satisfied():
            planner.incremental_remove(self)
        else:
            self.remove_from_graph()

    def satisfy(self, mark, planner):
        self.choose(mark)
        if not self.satisfied():
            if self.strength is REQUIRED:
                raise ValueError("a required constraint cannot be satisfied")
            return None
        for v in self.inputs():
            v.mark = mark
        out = self.output()
        overridden = out.determined_by
        if overridden is not None:
            overridden.unsatisfy()
        out.determined_by = self
        if not planner.propagate(self, mark):
            raise ValueError("cycle")
        out.mark = mark
        return overridden

    def inputs_known(self, mark):
        return all(v.mark == mark or v.stay or v.determined_by is None for v in self.inputs())


class Unary(Constraint):
    def __init__(self, planner, variable, strength):
        super().__init__(strength)
        self.variable = variable
        self.on = False
        self.install(planner)

    def add_to_graph(self):
        self.variable.users.append(self)
        self.on = False

    def remove_from_graph(self):
        self.variable.users.remove(self)
        self.on = False

    def choose(self, mark):
        v = self.variable
        self.on = v.mark != mark and self.strength.stronger(v.walk)

    def satisfied(self):
        return self.on

    def unsatisfy(self):
        self.on = False

    def inputs(self):
        return ()

    def output(self):
        return self.variable

    def recalculate(self):
        v = self.variable
        v.walk = self.strength
        v.stay = not self.is_input
        if v.stay:
            self.execute()


class Stay(Unary):
    def execute(self):
        pass


class Edit(Unary):
    is_input = True

    def execute(self):
        pass


class Binary(Constraint):
    def __init__(self, planner, a, b, strength):
        super().__init__(strength)
        self.a, self.b = a, b
        self.direction = 0
        self.install(planner)

    def all_variables(self):
        return self.a, self.b

    def add_to_graph(self):
        for v in self.all_variables():
            v.users.append(self)
        self.direction = 0

    def remove_from_graph(self):
        for v in self.all_variables():
            v.users.remove(self)
        self.direction = 0

    def choose(self, mark):
        a, b = self.a, self.b
        if a.mark == mark:
            self.direction = 1 if b.mark != mark and self.strength.stronger(b.walk) else 0
        elif b.mark == mark:
            self.direction = -1 if a.mark != mark and self.strength.stronger(a.walk) else 0
        elif a.walk.weaker(b.walk):
            self.direction = -1 if self.strength.stronger(a.walk) else 0
        else:
            self.direction = 1 if self.strength.stronger(b.walk) else 0

    def satisfied(self):
        return self.direction != 0

    def unsatisfy(self):
        self.direction = 0

    def inputs(self):
        return (self.a if self.direction > 0 else self.b,)

    def output(self):
        return self.b if self.direction > 0 else self.a

    def recalculate(self):
        source, out = self.inputs()[0], self.output()
        out.walk = Strength.weakest_of(self.strength, source.walk)
        out.stay = source.stay
        if out.stay:
            self.execute()


class Equal(Binary):
    def execute(self):
        self.output().value = self.inputs()[0].value


class Scale(Binary):
    def __init__(self, planner, source, scale, offset, dest, strength):
        self.scale, self.offset = scale, offset
        super().__init__(planner, source, dest, strength)

    def all_variables(self):
        return self.a, self.scale, self.offset, self.b

    def inputs(self):
        return (*super().inputs(), self.scale, self.offset)

    def execute(self):
        if self.direction > 0:
            self.b.value = self.a.value * self.scale.value + self.offset.value
        else:
            self.a.value = (self.b.value - self.offset.value) // self.scale.value

    def recalculate(self):
        source, out = super().inputs()[0], self.output()
        out.walk = Strength.weakest_of(self.strength, source.walk)
        out.stay = source.stay and self.scale.stay and self.offset.stay
        if out.stay:
            self.execute()


class Planner:
    def __init__(self):
        self.mark = 0

    def new_mark(self):
        self.mark += 1
        return self.mark

    def incremental_add(self, constraint):
        mark = self.new_mark()
        overridden = constraint.satisfy(mark, self)
        while overridden is not None:
            overridden = overridden.satisfy(mark, self)

    def incremental_remove(self, constraint):
        out = constraint.output()
        constraint.unsatisfy()
        constraint.remove_from_graph()
        loose = self.remove_downstream(out)
        for strength in Strength.by_name.values():
            for c in loose:
                if c.strength is strength:
                    self.incremental_add(c)

    def remove_downstream(self, out):
        out.determined_by = None
        out.walk = WEAKEST
        out.stay = True
        loose, todo = [], [out]
        while todo:
            v = todo.pop(0)
            for c in v.users:
                if not c.satisfied():
                    loose.append(c)
                elif c is not v.determined_by:
                    c.recalculate()
                    todo.append(c.output())
        return loose

    def plan_for(self, sources):
        mark = self.new_mark()
        plan, todo = [], [c for c in sources if c.is_input and c.satisfied()]
        while todo:
            c = todo.pop(0)
            if c.output().mark != mark and c.inputs_known(mark):
                plan.append(c)
                c.output().mark = mark
                self.consumers(c.output(), todo)
        return plan

    def propagate(self, constraint, mark):
        todo = [constraint]
        while todo:
            c = todo.pop(0)
            if c.output().mark == mark:
                self.incremental_remove(constraint)
                return False
            c.recalculate()
            self.consumers(c.output(), todo)
        return True

    @staticmethod
    def consumers(variable, into):
        by = variable.determined_by
        for c in variable.users:
            if c is not by and c.satisfied():
                into.append(c)


def change(planner, variable, value):
    edit = Edit(planner, variable, PREFERRED)
    plan = planner.plan_for([edit])
    for _ in range(10):
        variable.value = value
        for c in plan:
            c.execute()
    edit.uninstall(planner)


def chain(n):
    planner = Planner()
    variables = [Variable(f"v{i}") for i in range(n + 1)]
    for a, b in zip(variables, variables[1:]):
        Equal(planner, a, b, REQUIRED)
    Stay(planner, variables[-1], DEFAULT)
    edit = Edit(planner, variables[0], PREFERRED)
    plan = planner.plan_for([edit])
    for value in range(20):
        variables[0].value = value
        for c in plan:
            c.execute()
        if variables[-1].value != value:
            print("chain broken at", value)
    edit.uninstall(planner)
    print("chain", n, len(plan), variables[-1].value, variables[n // 2].walk)


def projection(n):
    planner = Planner()
    scale, offset = Variable("scale", 10), Variable("offset", 1000)
    dests = []
    for i in range(n):
        src, dst = Variable(f"src{i}", i), Variable(f"dst{i}", i)
        dests.append(dst)
        Stay(planner, src, NORMAL)
        Scale(planner, src, scale, offset, dst, REQUIRED)
    change(planner, src, 17)
    print("forward", dst.value)
    change(planner, dst, 1050)
    print("backward", src.value)
    change(planner, scale, 5)
    print("scaled", sum(d.value for d in dests[:-1]), dests[0].value)
    change(planner, offset, 2000)
    print("moved", sum(d.value for d in dests[:-1]), [d.value for d in dests[:5]])


def main(size):
    chain(size)
    projection(size)
    planner = Planner()
    a, b = Variable("a", 1), Variable("b", 2)
    Stay(planner, a, REQUIRED)
    Stay(planner, b, REQUIRED)
    try:
        Equal(planner, a, b, REQUIRED)
    except ValueError as e:
        print("refused:", e)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
