"""Generates programs for the optimizer: loops over machine numbers, small functions that call each other, classes with attributes and
methods, lists; most of it does not raise, and everything that a guard stands for happens now and then: overflow, a value of another
type, an index out of range, a function, method or attribute replaced while a loop runs, somebody who looks at the frame.

Each program is a few functions and classes of the module and a `program_N(a, b, c, d, e)`. Loops are short and numbers grow slowly, so
all programs end. Identity of numbers is not asked for: tests/differences.toml.
"""

INTS = ["0", "1", "2", "3", "5", "-1", "-7", "10", "100", "255", "257", "2**30", "2**31 - 1", "2**62", "2**63 - 1", "-2**63", "2**63", "2**80", "0xffff", "-2**64", "2**126", "2**127 - 1", "-2**127"]
MASKS = ["0xff", "0xffffffff", "0xffffffff", "0xffffffffffffffff", "0xffffffffffffffff", "2**80 - 1", "2**127 - 1"]
FACTORS = ["31", "65599", "1812433253", "6364136223846793005", "0xbf58476d1ce4e5b9", "-2**63"]
MODULI = ["1000003", "2**32", "2**61 - 1", "2**64", "2**64 - 59", "-7", "2**100"]
FLOATS = ["0.0", "1.0", "0.5", "-2.5", "1e10", "3.25", "1e308", "-0.0", "float('inf')", "float('nan')"]
COMPLEX = ["0j", "1j", "2 + 1j", "-0.5j", "3 - 4j", "complex(-0.0, 0.0)", "complex(1, -0.0)", "1e200 + 1e200j", "complex('nan')", "complex(1, float('inf'))"]
OTHERS = ["'s'", "None", "True", "False", "2j", "(1, 2)", "P('k')", "a", "c", "[1]", "b''"]
SMALL = ["1", "2", "3", "4", "6", "9"]
COMPARE = ["<", "<=", ">", ">=", "==", "!="]
FIELDS = ["x", "y", "total"]


class Names:
    """What may be used at a place: variables that hold numbers, lists, instances; how deep loops and calls are."""

    def __init__(self, numbers, lists=(), objects=(), depth=0):
        self.numbers, self.lists, self.objects = list(numbers), list(lists), list(objects)
        self.depth, self.loops, self.counters = depth, 0, []
        self.returns = True
        self.top = False

    def copy(self):
        n = Names(self.numbers, self.lists, self.objects, self.depth)
        n.loops, n.counters, n.returns, n.top = self.loops, list(self.counters), self.returns, self.top
        return n


class Kernels:
    def __init__(self, rng, tracing=False):
        self.random, self.tracing = rng, tracing

    def pick(self, options):
        return self.random.choice(options)

    def chance(self, p):
        return self.random.random() < p

    def fresh(self, prefix):
        self.counter += 1
        return f"{prefix}{self.counter}"

    def emit(self, depth, text):
        self.lines.append("    " * depth + text)

    def program(self, number):
        """The text of one program."""
        self.lines, self.counter, self.which = [], 0, number
        self.functions, self.classes, self.generators = [], [], []
        self.shared = f"k{number}_shared"
        self.floats = self.chance(0.4)
        self.complex = self.floats and self.chance(0.35)
        self.wild = self.pick([0.0, 0.01, 0.03, 0.1])
        self.budget = self.random.randint(20, 60)
        self.emit(0, f"{self.shared} = {self.pick(INTS)}")
        for _ in range(self.random.randint(0, 2)):
            self.class_()
        for _ in range(self.random.randint(1, 4)):
            self.function()
        if self.chance(0.3):
            self.generator()
        self.main(number)
        return "\n".join(self.lines) + "\n"

    def main(self, number):
        self.emit(0, f"def program_{number}(a, b, c, d, e):")
        n = Names([])
        n.top = True
        if self.chance(0.5):
            self.emit(1, f"global {self.shared}")
            n.numbers.append(self.shared)
        for _ in range(self.random.randint(2, 4)):
            name = self.fresh("v")
            self.emit(1, f"{name} = {self.constant()}")
            n.numbers.append(name)
        for _ in range(self.random.randint(0, 2)):
            self.new_list(n, 1)
        for _ in range(self.random.randint(0, 2)):
            self.new_object(n, 1)
        for _ in range(self.random.randint(1, 4)):
            guarded = self.chance(0.6)
            if guarded:
                self.emit(1, "try:")
            self.loop(n.copy(), 1 + guarded)
            if guarded:
                self.emit(1, f"except {self.pick(['Exception', 'Exception', '(ArithmeticError, TypeError, LookupError, AttributeError, ValueError)'])} as caught:")
                self.emit(2, "seen(caught)")
            if self.chance(0.5):
                self.emit(1, f"note({', '.join(n.numbers)})")
        shown = n.numbers + n.lists + [f"{o}.__dict__" if self.chance(0.3) else o for o in n.objects]
        self.emit(1, f"return [{', '.join(shown)}]")

    # --- Definitions

    def class_(self):
        name = f"Kind{self.which}_{self.fresh('C')}"
        base = self.pick(self.classes)["name"] if self.classes and self.chance(0.5) else None
        slots = base is None and self.chance(0.3)
        self.emit(0, f"class {name}({base}):" if base else f"class {name}:")
        if slots:
            self.emit(1, "__slots__ = ('x', 'y', 'total')")
        elif self.chance(0.4):
            self.emit(1, f"total = {self.constant()}")
        made = {"name": name, "methods": []}
        self.emit(1, "def __init__(self, x=1, y=2):")
        for field, value in (("x", "x"), ("y", "y"), ("total", self.pick(["0", "x", "0.0"]))):
            if field != "total" or slots or self.chance(0.7):
                self.emit(2, f"self.{field} = {value}")
        for _ in range(self.random.randint(1, 3)):
            method = self.pick(["m", "step", "get"])
            n = Names(["p", "self.x", "self.y"], objects=["self"], depth=1)
            self.emit(1, f"def {method}(self, p=1):")
            self.body(n, 2, self.random.randint(1, 3))
            made["methods"].append(method)
        if self.chance(0.3):
            self.emit(1, "@property")
            self.emit(1, "def area(self):")
            self.emit(2, "return self.x + self.y")
            made["methods"].append("area")
        if self.chance(0.2):
            self.emit(1, f"def {self.pick(['__add__', '__radd__', '__lt__', '__getitem__', '__call__', '__len__', '__bool__', '__eq__'])}(self, *other):")
            self.emit(2, f"return {self.pick(['self.x', 'self.y + 1', '3', 'True'])}")
        self.classes.append(made)

    def function(self):
        name = f"k{self.which}_{self.fresh('f')}"
        count = self.random.randint(1, 3)
        parameters = ["p", "q", "r"][:count]
        defaults = self.chance(0.3)
        text = ", ".join(p + ("=" + self.pick(SMALL) if defaults and i else "") for i, p in enumerate(parameters))
        n = Names(parameters, depth=1)
        self.emit(0, f"def {name}({text}):")
        if self.chance(0.25):
            # Recursion: the first parameter counts down.
            n.numbers = parameters[1:] or parameters
            self.emit(1, f"if not isinstance(p, int) or p > 8 or p < {self.pick(['1', '2'])}:")
            self.emit(2, f"return {self.expression(n)}")
            more = "".join(f", {self.expression(n, 1)}" for _ in parameters[1:])
            step = self.pick(["1", "2"])
            again = f"{name}(p - {step}{more})"
            twice = f" + {name}(p - 2{more})" if self.chance(0.5) else f" + {self.expression(n, 1)}"
            self.emit(1, f"return {again}{twice}")
        else:
            if self.chance(0.15):
                self.emit(1, f"global {self.shared}")
                n.numbers.append(self.shared)
            self.body(n, 1, self.random.randint(1, 3))
        self.functions.append((name, count, defaults))

    def generator(self):
        name = f"k{self.which}_{self.fresh('g')}"
        self.emit(0, f"def {name}(p, q=1):")
        self.emit(1, f"for i in range({self.pick(SMALL)}):")
        n = Names(["p", "q", "i"], depth=1)
        self.statement(n, 2)
        self.emit(2, f"yield {self.expression(n)}")
        self.generators.append(name)

    def body(self, n, depth, count):
        for _ in range(count):
            self.pick([self.assign, self.assign, self.augmented, self.conditional, self.set_field])(n, depth)
        if self.chance(0.15):
            self.loop(n, depth)
        self.emit(depth, f"return {self.expression(n)}")

    def new_list(self, n, depth):
        name = self.fresh("l")
        kind = self.pick(["[0] * 5", "list(range(8))", "[0.0, 1.0, 2.5]", "[1, 2, 3, 4]", "[[1, 2], [3, 4]]", "(1, 2, 3)", "[x * x for x in range(6)]", "[1, 2.0, 'z']", "bytearray(b'abc')", "{0: 1, 1: 2}", "'abcd'", "{1, 2, 3}", "{'k': 1, 'a': 2}", "['a', 'k', 'ab']", "{(0, 1): 1, 2: 3}", "set()", "{}", "[]", "b'abc'"])
        self.emit(depth, f"{name} = {kind}")
        n.lists.append(name)

    def new_object(self, n, depth):
        if not self.classes:
            return
        made = self.pick(self.classes)
        name = self.fresh("o")
        arguments = self.pick(["", f"{self.constant()}", f"{self.constant()}, {self.constant()}", f"y={self.constant()}"])
        self.emit(depth, f"{name} = {made['name']}({arguments})")
        n.objects.append(name)

    # --- Expressions

    def constant(self):
        if self.chance(self.wild):
            return self.pick(OTHERS)
        if self.complex and self.chance(0.4):
            return self.pick(COMPLEX[:5] if self.chance(0.7) else COMPLEX)
        if self.floats and self.chance(0.5):
            return self.pick(FLOATS)
        return self.pick(INTS[:10] if self.chance(0.7) else INTS)

    def number(self, n):
        """An operand."""
        roll = self.random.random()
        if n.numbers and roll < 0.6:
            return self.pick(n.numbers)
        if n.lists and roll < 0.72:
            return f"{self.pick(n.lists)}[{self.index(n)}]"
        if n.objects and roll < 0.85:
            return f"{self.pick(n.objects)}.{self.pick(FIELDS)}"
        return self.constant()

    def index(self, n):
        if n.counters and self.chance(0.5):
            return self.pick(n.counters) + self.pick(["", "", " - 1", " + 1"])
        if n.numbers and self.chance(0.4):
            return f"{self.pick(n.numbers)} % {self.pick(['3', '4'])}"
        return self.pick(["0", "1", "-1", "2", "-2", "3"])

    def expression(self, n, depth=2):
        if depth == 0 or self.chance(0.15):
            return self.number(n)
        kinds = [self.sum, self.sum, self.sum, self.product, self.division, self.bits, self.negated, self.choice, self.built_in, self.compared]
        if self.complex:
            kinds = kinds[:5] + [self.plane, self.plane]
        if n.depth < 3:
            kinds += [self.call, self.call, self.method]
        return self.pick(kinds)(n, depth - 1)

    def sum(self, n, depth):
        return f"({self.expression(n, depth)} {self.pick('+-')} {self.expression(n, depth)})"

    def product(self, n, depth):
        small = self.pick([self.pick(SMALL), self.pick(n.counters)] if n.counters else SMALL + ["0.5", "1.5"])
        return self.pick([f"{self.expression(n, depth)} * {small}", f"{small} * {self.number(n)}", f"{self.number(n)} * {self.number(n)} % 1000003", f"({self.expression(n, depth)} % 100) ** 2"])

    def division(self, n, depth):
        below = self.pick([self.pick(SMALL), self.number(n), self.pick(["0", "-3", "7", "2.0", "-1"])])
        return f"({self.expression(n, depth)} {self.pick(['//', '%', '/', '//', '%'])} {below})"

    def bits(self, n, depth):
        if self.floats and not self.chance(0.03):
            return self.sum(n, depth)
        if self.chance(0.25):
            return self.wide(n, depth)
        return self.pick([f"({self.expression(n, depth)} {self.pick('&|^')} {self.number(n)})", f"({self.number(n)} << {self.pick(['1', '3', '31'])})", f"({self.expression(n, depth)} >> {self.pick(['0', '1', '5', '64'])})"])

    def wide(self, n, depth):
        """What hashes and generators of random numbers do."""
        x, y, mask, factor = self.number(n), self.number(n), self.pick(MASKS), self.pick(FACTORS)
        return self.pick([f"({x} * {factor} & {mask})", f"({x} * {factor} + {y} & {mask})", f"({x} ^ {y} << {self.pick(['13', '40', '64'])} & {mask})", f"(({x} ^ {y} >> {self.pick(['7', '30', '63'])}) * {factor} & {mask})", f"({x} * {factor} % {self.pick(MODULI)})", f"({x} * {y} % {self.pick(MODULI)})", f"({x} * {factor} // {self.pick(MODULI)})", f"({self.expression(n, depth)} * {y} >> {self.pick(['16', '32', '64'])})"])

    def plane(self, n, depth):
        """What is done with complex numbers."""
        x, y = self.number(n), self.expression(n, depth)
        return self.pick([f"({y} * {x} + {self.number(n)})", f"{x} ** {self.pick(['2', '2', '3', '1', '0', '-1', '0.5'])}", f"abs({x})", f"{x}.real", f"{x}.imag", f"{x}.conjugate()", f"complex({x}, {self.number(n)})", f"complex({x})", f"({y} / {x})", f"(abs({y}) {self.pick(COMPARE)} {self.pick(['2', '1.0', '5', '0'])})", f"({x} {self.pick(['==', '!='])} {y})", f"-{x}", f"({y} - {x})", f"bool({x})"])

    def negated(self, n, depth):
        return self.pick(["-{}", "-{}", "~{}", "+{}", "abs({})"]).format(self.number(n))

    def choice(self, n, depth):
        return f"({self.expression(n, depth)} if {self.test(n)} else {self.expression(n, depth)})"

    def compared(self, n, depth):
        return f"({self.test(n)})"

    def built_in(self, n, depth):
        sequence = self.pick(n.lists) if n.lists else "'abc'"
        x = self.number(n)
        return self.pick([f"min({x}, {self.number(n)})", f"max({x}, {self.number(n)})", f"int({x})", f"float({x})", f"len({sequence})", f"divmod({x}, 7)[0]", f"sum([{x}, {self.number(n)}])", f"round({x})", f"bool({x})", f"(lambda z: z + 1)({x})", f"note({x})", f"len(f'{{{x}}}')", f"abs({x})", f"ord(str({x})[0])", f"len(chr({x}))", f"len(str({x}))", f"({x} in {sequence})", f"min({x}, {self.number(n)}, {self.pick(SMALL)})", f"{sequence}.get({x}, {self.pick(SMALL)})", f"{sequence}.get({self.key(n)}, {x})", f"{sequence}.pop()", f"len({sequence}[{self.key(n)}])", self.text(n)])

    def key(self, n):
        return self.pick(["'k'", "'a'", "(0, 1)", "None", self.number(n), self.number(n), f"({self.number(n)}, 1)", "True", "1.0"])

    def text(self, n):
        """A number out of strings."""
        s = self.pick(["'a1 b2'", "str({})", "'k'", "'-'.join(['x', str({})])", "chr(97 + {} % 26)", "'{{}}'.format({})"]).format(self.number(n))
        if n.lists and self.chance(0.4):
            s = self.pick([f"{self.pick(n.lists)}[{self.index(n)}]", self.pick(n.lists)])
        return self.pick(["len({}.upper())", "{}.find('a')", "{}.isdigit()", "({} == 'a')", "({} < 'b')", "{}.startswith('a')", "len({}.split())", "{}.count('1')", "len({}.replace('a', 'bb'))", "len({}.strip('a'))", "('a' in {})", "len({}.split('a')[0])", "{}.endswith(('a', 'k'))", "len({}.zfill(9))"]).format(s)

    def test(self, n):
        roll = self.random.random()
        if roll < 0.7:
            return f"{self.number(n)} {self.pick(COMPARE)} {self.number(n)}"
        if roll < 0.8:
            return f"{self.number(n)} {self.pick(COMPARE)} {self.number(n)} {self.pick(COMPARE)} {self.number(n)}"
        if roll < 0.85 and n.lists:
            return f"{self.number(n)} {self.pick(['in', 'not in'])} {self.pick(n.lists)}"
        if roll < 0.9:
            return f"{self.number(n)} is {self.pick(['None', 'not None'])}"
        return self.pick([self.number(n), f"not {self.number(n)}", f"{self.number(n)} and {self.number(n)}", f"{self.number(n)} or {self.number(n)}"])

    def call(self, n, depth):
        if self.generators and self.chance(0.2):
            return f"sum({self.pick(self.generators)}({self.number(n)}))"
        if not self.functions:
            return self.sum(n, depth)
        name, count, defaults = self.pick(self.functions)
        given = self.random.randint(1, count) if defaults else count
        if self.chance(self.wild):
            given += self.pick([-1, 1])
        arguments = [self.expression(n, min(depth, 1)) for _ in range(given)]
        if given > 1 and self.chance(0.1):
            arguments[-1] = "pqr"[min(given, 3) - 1] + "=" + arguments[-1]
        return f"{name}({', '.join(arguments)})"

    def method(self, n, depth):
        if not n.objects:
            return self.call(n, depth)
        made = self.pick(self.classes) if self.classes else None
        if made is None or n.depth:
            return f"{self.pick(n.objects)}.{self.pick(FIELDS)}"
        method = self.pick(made["methods"])
        o = self.pick(n.objects)
        if method == "area":
            return f"{o}.area"
        return f"{o}.{method}({self.pick(['', self.expression(n, 1)])})"

    # --- Statements

    def statement(self, n, depth):
        self.budget -= 1
        kinds = [self.assign, self.assign, self.augmented, self.augmented, self.conditional, self.set_item, self.set_field, self.grow, self.swap, self.tried, self.looked_at]
        if self.budget > 0 and n.loops < 3:
            kinds += [self.loop]
        if n.top:
            kinds += [self.changed] if self.chance(0.3) else []
        self.pick(kinds)(n, depth)

    def target(self, n):
        own = [v for v in n.numbers if "." not in v]
        if own and self.chance(0.8):
            return self.pick(own)
        name = self.fresh("v")
        n.numbers.append(name)
        return name

    def assign(self, n, depth):
        value = self.expression(n)
        name = self.target(n)
        self.emit(depth, f"{name} = {value}")

    def augmented(self, n, depth):
        if not n.numbers:
            return self.assign(n, depth)
        operator = self.pick(["+", "-", "+", "//", "%", "/"] if self.floats else ["+", "-", "+", "&", "|", "^", "//", "%"])
        self.emit(depth, f"{self.pick(n.numbers)} {operator}= {self.expression(n, 1)}")

    def set_item(self, n, depth):
        if not n.lists:
            return self.assign(n, depth)
        self.emit(depth, f"{self.pick(n.lists)}[{self.index(n)}] {self.pick(['', '', '+', '-'])}= {self.expression(n, 1)}")

    def set_field(self, n, depth):
        if not n.objects:
            return self.assign(n, depth)
        self.emit(depth, f"{self.pick(n.objects)}.{self.pick(FIELDS)} {self.pick(['', '+', '-'])}= {self.expression(n, 1)}")

    def grow(self, n, depth):
        if not n.lists:
            return self.augmented(n, depth)
        x = self.pick(n.lists)
        self.emit(depth, self.pick([f"if len({x}) < 20: {x}.append({self.number(n)})", f"if len({x}) > 2: {x}.pop()", f"{x}[{self.pick(['1:2', ':1', '-1:'])}] = [{self.number(n)}]", f"note({x}[{self.index(n)}:])", f"{x}.reverse()", f"{x}.append({self.number(n)}); {x}.append({self.number(n)}); {x}.pop()", f"{x}.add({self.key(n)})", f"{x}.discard({self.key(n)})", f"{x}.remove({self.key(n)})", f"{x}[{self.key(n)}] = {self.expression(n, 1)}", f"{x}[{self.key(n)}] += {self.number(n)}", f"{x}.extend([{self.number(n)}])", f"{x}.insert(0, {self.number(n)})", f"note({self.number(n)} in {x})", f"{x} = {self.pick(n.lists)}"]))

    def swap(self, n, depth):
        own = [v for v in n.numbers if "." not in v]
        if len(own) < 2:
            return self.assign(n, depth)
        x, y = self.random.sample(own, 2)
        self.emit(depth, f"{x}, {y} = {self.pick([f'{y}, {x}', f'{y}, {x} + {y}', f'divmod({x}, 10)', f'{self.expression(n, 1)}, {x}'])}")

    def looked_at(self, n, depth):
        roll = self.random.random()
        if roll < 0.4:
            self.emit(depth, f"note({self.number(n)})")
        elif roll < 0.55:
            self.emit(depth, "peek()")
        elif roll < 0.65:
            self.emit(depth, "note(len(locals()))")
        elif roll < 0.75 and self.tracing:
            self.emit(depth, "trace()")
        else:
            self.assign(n, depth)

    def tried(self, n, depth):
        inner = n.copy()
        self.emit(depth, "try:")
        self.statement(inner, depth + 1)
        if self.chance(0.3):
            self.emit(depth, "finally:")
        else:
            self.emit(depth, f"except {self.pick(['ZeroDivisionError', 'IndexError', 'Exception', 'TypeError', '(OverflowError, ValueError)'])}:")
        self.assign(n.copy(), depth + 1)

    def conditional(self, n, depth):
        self.emit(depth, f"if {self.test(n)}:")
        self.block(n.copy(), depth + 1, 2)
        if self.chance(0.4):
            self.emit(depth, "else:")
            self.block(n.copy(), depth + 1, 2)

    def block(self, n, depth, most):
        for _ in range(self.random.randint(1, most)):
            self.statement(n, depth) if n.loops else self.pick([self.assign, self.augmented])(n, depth)
        if n.loops and self.chance(0.1):
            self.emit(depth, self.pick(["break", "continue"]))

    def changed(self, n, depth):
        """What guards watch changes."""
        if self.functions and self.chance(0.5):
            name, count, _ = self.pick(self.functions)
            other = self.pick([f"lambda *x: {self.pick(SMALL)}", self.pick(self.functions)[0], "P('fn')", "max"])
            self.emit(depth, f"if {self.test(n)}: globals()['{name}'] = {other}")
        elif self.classes and n.objects:
            made, o = self.pick(self.classes), self.pick(n.objects)
            method = self.pick(made["methods"])
            self.emit(depth, f"if {self.test(n)}: " + self.pick([f"{made['name']}.{method} = lambda self, *x: {self.pick(SMALL)}", f"{made['name']}.total = {self.constant()}", f"{o}.{method} = {self.pick(['len', '3'])}", f"del {o}.{self.pick(FIELDS)}", f"{o} = {made['name']}()", f"{o}.extra = 1"]))
        else:
            self.emit(depth, f"if {self.test(n)}: globals()['{self.shared}'] = {self.constant()}")

    def loop(self, n, depth):
        n = n.copy()
        n.loops += 1
        name = self.fresh("i")
        kind = self.random.random()
        if kind < 0.5:
            bound = self.pick([self.pick(SMALL), self.pick(SMALL), "12", f"min(abs(int({self.number(n)})), 6)", f"len({self.pick(n.lists)})" if n.lists else "7"])
            text = self.pick([bound, bound, f"1, {bound}", f"{bound}, -1, -1", f"0, {bound}, 2"])
            self.emit(depth, f"for {name} in range({text}):")
            n.counters = n.counters + [name]
        elif kind < 0.75:
            sequence = self.pick(n.lists) if n.lists and self.chance(0.8) else self.pick(["(1, 2, 3)", "[1.5, 2, 3]", "'ab'", "[1, 'x', 2]"])
            if self.chance(0.3):
                index = self.fresh("i")
                copy = self.pick([f"list({sequence})", f"{sequence}[:6]", f"{sequence}[:6]", f"tuple({sequence})"])
                other = self.pick(["(1, 2.5, 3)", f"{self.pick(n.lists) if n.lists else [1, 2]}[:4]"])
                self.emit(depth, f"for {index}, {name} in " + self.pick([f"enumerate({copy}):", f"enumerate({copy}):", f"enumerate({copy}, {self.pick(INTS[:12])}):", f"zip({other}, {copy}):", f"zip({copy}, {other}):"]))
                n.counters = n.counters + [index]
            else:
                self.emit(depth, f"for {name} in {sequence}:" if n.loops < 2 and "[" in sequence else f"for {name} in {sequence}[:6]:")
        else:
            self.emit(depth, f"{name} = {self.pick(SMALL)}")
            self.emit(depth, f"while {name} > 0{self.pick(['', '', f' and {self.test(n)}'])}:")
            self.emit(depth + 1, f"{name} -= {self.pick(['1', '1', '2', '0.5'])}")
        # The loop's variable is read, never set: loops end.
        reading = n.copy()
        for _ in range(self.random.randint(1, 4)):
            self.statement(reading, depth + 1)
        own = [v for v in reading.numbers if v.split(".")[0] != name and "." not in v]
        if own:
            self.emit(depth + 1, f"{self.pick(own)} {self.pick('+-')}= {name}")
        if self.chance(0.15):
            self.emit(depth + 1, f"if {self.test(reading)}: {self.pick(['break', 'continue'])}")
        if self.chance(0.15):
            self.emit(depth, "else:")
            self.assign(n.copy(), depth + 1)
