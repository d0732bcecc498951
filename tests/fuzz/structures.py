"""Generates programs of small functions over small objects: instances made, kept, replaced and dropped, chains of attributes, items and methods of
results that nobody keeps, operators that are methods. Who holds an object last, and where it ends, is what they try: some of the objects log their end,
look at the frames or switch tracing on then.

Functions and methods call only what comes before them, so all programs end. Fields `left` and `right` mostly hold instances, `held` holds anything, and
so do the parameters `p` and `q`, and `r`; a function gives mostly one of the two.
"""

FIELDS = ["left", "right", "held"]
MORTAL = ["P('v')", "P('w')", "P('u', fails=('del',))", "Meddler()", "Tracer()"]
PLAIN = ["1", "0", "1000", "2.5", "'s'", "None", "True", "str({n})", "[{n}]", "({n}, 5)", "[]", "(1, 2)", "'text'"]
ODD = ["note({n})", "peek()", "trace()", "boom()", "missing", "(lambda: {n})()", "[x for x in [{n}]][0]", "len(locals())"]
SPECIAL = ["__add__", "__sub__", "__lt__", "__eq__", "__getitem__", "__contains__", "__call__"]


class Names:
    """What a body may use: names of instances, of anything, and how much of what is defined (its rank)."""

    def __init__(self, objects, others, rank=10**6):
        self.objects, self.others, self.rank = list(objects), list(others), rank
        # Calls that may still be made: each may make as many.
        self.calls = [3]

    def copy(self):
        n = Names(self.objects, self.others, self.rank)
        n.calls = self.calls
        return n

    @property
    def is_main(self):
        return self.rank == 10**6


class Structures:
    def __init__(self, rng, tracing=False):
        self.random, self.tracing = rng, tracing

    def pick(self, options):
        return self.random.choice(options)

    def chance(self, p):
        return self.random.random() < p

    def emit(self, depth, text):
        self.lines.append("    " * depth + text)

    def program(self, number):
        """The text of one program."""
        self.lines, self.which, self.rank = [], number, 0
        self.classes, self.functions, self.methods = [], [], []
        self.mortal = self.pick([0.0, 0.05, 0.2])
        self.wild = self.pick([0.0, 0.01, 0.05])
        for _ in range(self.random.randint(1, 3)):
            self.class_()
        for _ in range(self.random.randint(3, 7)):
            self.function()
            if self.chance(0.2):
                self.class_()
        self.main(number)
        text = "\n".join(self.lines) + "\n"
        return text if self.tracing else text.replace("Tracer()", "P('t')").replace("trace()", "note()")

    def main(self, number):
        self.emit(0, f"def program_{number}(a, b, c, d, e):")
        self.emit(1, "kept = []")
        first = self.classes[0]
        self.emit(1, f"o = {first}({first}(1, 2), {first}('x', []))")
        self.emit(1, f"u = {self.pick(self.classes)}(o, {first}(o, a))")
        n = Names(["o", "u"], ["a", "c", "i", "kept"])
        self.emit(1, f"for i in range({self.pick(['4', '9', '20'])}):")
        for k in range(self.random.randint(3, 7)):
            self.emit(2, "try:")
            name, inner = f"v{k}", n.copy()
            self.emit(3, f"{name} = {self.call(n, 3, self.chance(0.5))}")
            if self.chance(0.3):
                self.statement(inner, 3)
            self.emit(3, self.pick(["note({0})", "note({0})", "kept.append({0})", "del {0}", "note({0}); {0} = None", "o.held = {0}"]).format(name))
            self.emit(2, "except Exception as caught:")
            self.emit(3, "seen(caught)")
            if self.chance(0.15) and self.functions:
                f = self.pick(self.functions)
                self.emit(2, f"if i == 3: globals()['{f[0]}'] = {self.pick(['lambda *x: x[0]', 'note', self.pick(self.functions)[0]])}")
            if self.chance(0.1):
                self.emit(2, f"if i == 2: {self.pick(self.classes)}.{self.pick(FIELDS + [self.pick(self.methods)[0]])} = {self.pick(['7', 'property(lambda self: 5)', 'None', 'lambda self, p: p'])}")
        self.emit(1, "note(len(kept))")
        self.emit(1, "return kept")

    # --- Definitions

    def class_(self):
        name = f"Kind{self.which}_{len(self.classes)}"
        base = self.pick(self.classes) if self.classes and self.chance(0.6) else None
        slots = not base and self.chance(0.35)
        self.emit(0, f"class {name}({base}):" if base else f"class {name}:")
        if slots:
            self.emit(1, f"__slots__ = ({', '.join(map(repr, FIELDS))})")
        elif self.chance(0.2):
            self.emit(1, f"{self.pick(FIELDS)} = None")
        if not base or self.chance(0.4):
            self.emit(1, "def __init__(self, left=None, right=0):")
            for field, value in (("left", "left"), ("right", "right"), ("held", self.pick(["left", "right", "None", "0", "0", "self", "[]"]))):
                if self.chance(0.95):
                    self.emit(2, f"self.{field} = {value}")
            if self.chance(0.1):
                self.emit(2, self.pick(["note(left)", "if right is None: return 5", "self.left = None", "if left == 1000: raise Oops(1)", "return None"]))
            self.emit(2, "pass")
        if self.chance(0.15):
            self.emit(1, "def __del__(self):")
            self.emit(2, self.pick(["note('end')", "peek()", "note(self.held)", "self.left = None", "raise Oops('end')", "trace()"]))
        if not self.classes:
            for _ in range(self.random.randint(2, 5)):
                self.rank += 1
                self.methods.append((f"m{self.rank}", self.chance(0.6), self.rank))
        for method in self.methods:
            if not base or self.chance(0.4):
                self.method(method)
        if self.chance(0.4):
            self.emit(1, f"def {self.pick(SPECIAL)}(self, other):")
            self.emit(2, f"return {self.pick([f'{name}(self.left, other)', 'self.left', 'NotImplemented', 'other', 'self', 'True', 'self.right', 'self.left is other'])}")
        if self.chance(0.15):
            self.emit(1, "@property")
            self.emit(1, "def shown(self):")
            self.emit(2, f"return self.{self.pick(FIELDS)}")
        self.classes.append(name)

    def method(self, made):
        name, gives_object, rank = made
        self.emit(1, f"def {name}(self, p):")
        self.body(Names(["self", "self", "p"], [], rank), 2, gives_object)

    def function(self):
        self.rank += 1
        name, count, gives_object = f"f{self.which}_{self.rank}", self.random.randint(1, 3), self.chance(0.6)
        parameters = ["p", "q", "r"][:count]
        self.emit(0, f"def {name}({', '.join(parameters)}):")
        self.body(Names(parameters[:2], parameters[2:], self.rank), 1, gives_object)
        self.functions.append((name, gives_object, self.rank, count))

    def body(self, n, depth, gives_object):
        for _ in range(self.random.randint(0, 3)):
            self.statement(n, depth)
        self.emit(depth, f"return {self.instance(n, 3) if gives_object else self.anything(n, 3)}")

    # --- Statements

    def statement(self, n, depth):
        roll = self.random.random()
        if roll < 0.35:
            is_object = self.chance(0.6)
            value = self.instance(n, 2) if is_object else self.anything(n, 2)
            own = [x for x in (n.objects if is_object else n.others) if x in "pqrst"]
            name = self.pick(own) if own and self.chance(0.5) else "t" if is_object else "s"
            self.emit(depth, f"{name} = {value}")
            (n.objects if is_object else n.others).append(name)
        elif roll < 0.7:
            field = self.pick(FIELDS)
            value = self.anything(n, 2) if field == "held" or self.chance(0.1) else self.instance(n, 2)
            self.emit(depth, f"{self.instance(n, 1)}.{field} {'=' if self.chance(0.93) else '+='} {value}")
        elif roll < 0.85:
            self.emit(depth, f"if {self.test(n)}:")
            if self.chance(0.5) or n.is_main:
                self.statement(n.copy(), depth + 1)
            else:
                self.emit(depth + 1, f"return {self.instance(n, 2)}")
        elif roll < 0.98:
            self.emit(depth, self.call(n, 2, self.chance(0.5)))
        else:
            self.emit(depth, f"{self.instance(n, 1)}.held.append({self.anything(n, 1)})")

    def test(self, n):
        x, y = self.instance(n, 1), self.anything(n, 1)
        return self.pick([f"{x} is None", f"{x} is not None", f"isinstance({x}, {self.pick(self.classes or ['int'])})", f"{x} is {self.pick(n.objects or ['None'])}", x, f"not {y}", f"{y} == {y}", f"{x}.left is {x}", f"{x} == {y}", f"{y}"])

    # --- Expressions

    def plain(self, n):
        names = n.objects + n.others
        if self.chance(self.mortal):
            return self.pick(MORTAL)
        if self.chance(self.wild):
            return self.pick(ODD).format(n=self.pick(names) if names else "1")
        if n.others and self.chance(0.4):
            return self.pick(n.others)
        return self.pick(PLAIN).format(n="i" if "i" in names else "3")

    def anything(self, n, depth):
        roll = self.random.random()
        if depth == 0 or roll < 0.2:
            return self.plain(n)
        if roll < 0.4:
            return f"{self.instance(n, depth - 1)}.held"
        if roll < 0.55:
            return self.instance(n, depth - 1)
        if roll < 0.75:
            return self.call(n, depth - 1, False)
        if roll < 0.82:
            return f"({self.anything(n, depth - 1)} {self.pick(['+', '-', '<', '==', 'is', '*'])} {self.anything(n, depth - 1)})"
        if roll < 0.88:
            return f"({self.instance(n, depth - 1)} {self.pick(['+', '-', '<', '==', 'is', 'is not'])} {self.instance(n, depth - 1)})"
        rare = ["{0}.pop()", "{1}.shown", "{0}[0]", "{1}[{0}]", "{1}({0})", "len({0})"]
        usual = ["isinstance({1}, int)", "(not {1})", "[{1}]", "({0}, {1})", "[{0}][0]", "({1}, {0})[0].held", "len([{0}])", "[{1}].pop()"]
        return self.pick(rare if self.chance(0.2) else usual).format(self.anything(n, depth - 1), self.instance(n, depth - 1))

    def instance(self, n, depth):
        roll = self.random.random()
        if self.chance(self.wild):
            return self.plain(n)
        if depth == 0 or roll < 0.3:
            return self.pick(n.objects) if n.objects else self.make(n, depth)
        if roll < 0.5:
            return f"{self.instance(n, depth - 1)}.{self.pick(['left', 'right'])}"
        if roll < 0.8:
            return self.call(n, depth, True)
        if roll < 0.95:
            return self.make(n, depth)
        return f"({self.instance(n, depth - 1)} if {self.test(n)} else {self.instance(n, depth - 1)})"

    def make(self, n, depth):
        if not self.classes:
            return self.pick(n.objects) if n.objects else "None"
        if depth <= 0:
            return f"{self.pick(self.classes)}({', '.join(self.plain(n) for _ in range(self.pick([1, 2, 2])))})"
        return f"{self.pick(self.classes)}({self.instance(n, depth - 1)}, {self.instance(n, depth - 1) if self.chance(0.6) else self.anything(n, depth - 1)})"

    def call(self, n, depth, gives_object):
        def among(made):
            fitting = [m for m in made if m[2] < n.rank and (m[1] == gives_object or self.chance(0.1))]
            return self.pick(fitting) if fitting else None

        def argument(i):
            return self.instance(n, max(depth - 1, 0)) if i < 2 and self.chance(0.9) else self.anything(n, max(depth - 1, 0))

        function, method = among(self.functions), among(self.methods)
        if not n.is_main:
            n.calls[0] -= 1
            if n.calls[0] < 0:
                function = method = None
        if method and (self.chance(0.5) or not function):
            return f"{self.instance(n, max(depth - 1, 0))}.{method[0]}({argument(0)})"
        if function:
            return f"{function[0]}({', '.join(argument(i) for i in range(function[3]))})"
        return self.make(n, depth - 1) if gives_object else self.plain(n)
