"""Generates Python programs: every statement and expression of 3.11, over the objects of objects.py (`objects`), those of
kernels.py (`numbers`) and of structures.py (`structures`).

Each program is a function `program_N(a, b, c, d, e)`. Programs end: loops and functions begin by consuming fuel. The same seed
gives the same text.
"""

import random
import warnings

import kernels
import structures

BINARY = ["+", "-", "*", "/", "//", "%", "@", "&", "|", "^", "<<", ">>", "**"]
COMPARE = ["==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"]
CONSTANTS = [
    "0", "1", "2", "3", "-1", "7", "255", "256", "257", "2**31", "2**62", "-2**63", "1 << 80", "0.0", "1.5", "-0.0", "1e308", "2j", "'a'", "'xyz'", "''",
    "b'ab'", "None", "True", "False", "...", "()", "(1, 2)", "'é\\u20ac'", "float('nan')", "float('inf')",
]  # fmt: skip
SMALL = ["0", "1", "2", "3", "-1", "'a'", "1.5", "True", "None", "b", "c", "(1,)"]
ERRORS = ["Oops", "TypeError", "ValueError", "ZeroDivisionError", "KeyError", "(TypeError, Oops)", "Exception", "BaseException", "StopIteration", "NameError"]
RAISED = ["Oops('r')", "ValueError(1)", "KeyError", "TypeError('t')", "StopIteration(5)", "GeneratorExit", "ExceptionGroup('g', [ValueError(1), Oops(2)])", "None", "3"]
PROBES = [
    "P()", "P('q', truth=False)", "P('f1', fails=('add', 'bool'))", "P('f2', fails=('iter', 'eq', 'call'))", "P('f3', fails=('next', 'exit', 'setattr'))",
    "P('swallow')", "P('swallow', fails=('enter',))", "P('n', refuses=('add', 'sub', 'eq', 'lt', 'iadd', 'mul'))", "P('dd', fails=('del',))", "P('all', fails=('all',))", "P('d2')",
    "Meddler()", "Meddler(d)", "Meddler(e)", "Meddler(G)", "Meddler(H)", "Tracer()", "P('f4', fails=('anext', 'await'))", "P('f5', fails=('index', 'len', 'format'))",
]  # fmt: skip
ATTRIBUTES = ["x", "y", "refused", "name", "count"]


# What uses a generator up.
CONSUMERS = ["list", "list", "tuple", "set", "sum", "any", "all", "max", "min", "sorted", "','.join", "frozenset", "dict"]

class Scope:
    """A function, class or comprehension: what names may be used in it, and what kind of code it is."""

    def __init__(self, kind, names, parent=None):
        self.kind, self.names, self.parent = kind, list(names), parent
        self.declared = set()
        self.loops = 0
        self.final = False  # inside a finally or except* block, where leaving is limited

    @property
    def is_async(self):
        return self.kind in ("async", "async generator")

    @property
    def yields(self):
        return self.kind in ("generator", "async generator")


class Generator:
    """Writes programs, one at a time."""

    def __init__(self, seed, tracing):
        self.random = random.Random(seed)
        self.tracing = tracing
        self.lines = []
        self.counter = 0
        self.budget = 0

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, p):
        return self.random.random() < p

    def fresh(self, prefix):
        self.counter += 1
        return f"{prefix}{self.counter}"

    def emit(self, depth, text):
        self.lines.append("    " * depth + text)

    # --- Programs

    def program(self, number):
        """The text of one program."""
        self.lines, self.counter = [], 0
        self.budget = self.random.randint(8, 30)
        scope = Scope("function", ["a", "b", "c", "d", "e"])
        self.emit(0, f"def program_{number}(a, b, c, d, e):")
        while self.budget > 0:
            if self.chance(0.3):
                self.statement(scope, 1)
                continue
            # Most random statements raise: what follows is to be run as well.
            self.emit(1, "try:")
            self.block(scope, 2)
            self.emit(1, "except Exception as caught:")
            self.emit(2, "seen(caught)")
        self.emit(1, f"return {self.expression(scope, 2)}")
        text = "\n".join(self.lines) + "\n"
        return text if self.tracing else text.replace("Tracer()", "P('t')").replace("trace()", "note()")

    # --- Expressions

    def name(self, scope):
        roll = self.random.random()
        if roll < 0.85:
            return self.pick(scope.names)
        if roll < 0.95:
            return self.pick(["G", "H", "N", "len", "missing"])
        return "__class__" if scope.kind == "method" else self.pick(scope.names)

    def atom(self, scope):
        roll = self.random.random()
        if roll < 0.5:
            return self.name(scope)
        if roll < 0.75:
            return self.pick(CONSTANTS)
        if roll < 0.9:
            return self.pick(PROBES)
        return self.pick(["[]", "{}", "[1, 2, 3]", "{1: 2}", "{1, 2}", "range(3)", "locals()", "print", "int", "boom()", "peek()", "trace()", "iter([1, 2])"])

    def expression(self, scope, depth=2):
        if depth <= 0 or self.chance(0.2):
            return self.atom(scope)
        kinds = [
            self.binary, self.binary, self.comparison, self.boolean, self.unary, self.conditional, self.call, self.call, self.method, self.attribute,
            self.subscript, self.slice, self.display, self.display, self.comprehension, self.formatted, self.function, self.walrus, self.suspend, self.logged,
        ]  # fmt: skip
        return self.pick(kinds)(scope, depth - 1)

    def binary(self, scope, depth):
        operator = self.pick(BINARY)
        if operator in ("*", "<<", "**"):
            return f"({self.atom(scope)} {operator} {self.pick(SMALL)})" if scope.kind != "class" else f"({self.atom(scope)} {operator} 2)"
        return f"({self.expression(scope, depth)} {operator} {self.expression(scope, depth)})"

    def comparison(self, scope, depth):
        parts = [self.expression(scope, depth)]
        for _ in range(self.pick([1, 1, 1, 2, 3])):
            parts += [self.pick(COMPARE), self.expression(scope, depth - 1)]
        return f"({' '.join(parts)})"

    def boolean(self, scope, depth):
        operator = self.pick([" and ", " or "])
        return f"({operator.join(self.expression(scope, depth) for _ in range(self.pick([2, 2, 3])))})"

    def unary(self, scope, depth):
        return f"({self.pick(['-', '+', '~', 'not '])}{self.expression(scope, depth)})"

    def conditional(self, scope, depth):
        return f"({self.expression(scope, depth)} if {self.expression(scope, depth)} else {self.expression(scope, depth)})"

    def arguments(self, scope, depth):
        parts = [self.expression(scope, depth) for _ in range(self.pick([0, 1, 1, 2, 3]))]
        if self.chance(0.15):
            parts.append(f"*{self.expression(scope, depth)}")
        if self.chance(0.2):
            parts.append(f"k={self.expression(scope, depth)}")
        if self.chance(0.1):
            parts.append("**{'k2': 1, 'z': 2}" if self.chance(0.5) else f"**{self.name(scope)}")
        return ", ".join(parts)

    def call(self, scope, depth):
        if self.chance(0.3):
            return self.pick(
                ["len({0})", "list({0})[:5]", "tuple({0})", "next(iter({0}), None)", "pull({0})", "isinstance({0}, int)", "type({0})", "str({0})[:20]", "sorted({0})", "max({0}, 1)", "drive({0})", "{0}.send(None)", "{0}.close()", "{0}.throw(Oops('t'))", "getattr({0}, 'x', 0)", "dict({0})"]
            ).format(self.expression(scope, depth))
        return f"{self.name(scope)}({self.arguments(scope, depth)})"

    def method(self, scope, depth):
        return self.pick(["{0}.x()", "{0}.append(1)", "{0}.pop()", "{0}.get('x')", "{0}.upper()", "{0}.m({1})", "{0}.name.join(['a', 'b'])", "{0}.items()", "super().m({1})" if scope.kind == "method" else "{0}.copy()"]).format(
            self.name(scope), self.expression(scope, depth)
        )

    def attribute(self, scope, depth):
        return f"{self.name(scope)}.{self.pick(ATTRIBUTES)}"

    def subscript(self, scope, depth):
        return f"{self.name(scope)}[{self.expression(scope, depth)}]"

    def slice(self, scope, depth):
        parts = [self.pick(["", "0", "1", "-1", self.name(scope)]) for _ in range(self.pick([2, 2, 3]))]
        return f"{self.name(scope)}[{':'.join(parts)}]"

    def display(self, scope, depth):
        items = [("*" if self.chance(0.15) else "") + self.expression(scope, depth) for _ in range(self.pick([1, 2, 2, 3]))]
        kind = self.pick(["list", "tuple", "set", "dict"])
        if kind == "dict":
            pairs = [f"**{self.expression(scope, depth)}" if self.chance(0.15) else f"{self.expression(scope, depth)}: {self.expression(scope, depth)}" for _ in range(self.pick([1, 2]))]
            return "{" + ", ".join(pairs) + "}"
        inner = ", ".join(items)
        return {"list": f"[{inner}]", "tuple": f"({inner},)", "set": f"{{{inner}}}"}[kind]

    def comprehension(self, scope, depth):
        kind = self.pick(["list", "list", "set", "dict", "generator"])
        inner = Scope("comprehension", scope.names if scope.kind not in ("class", "method body") else ["P", "G"], scope)
        name = self.fresh("i")
        source = self.expression(scope, depth) if scope.kind != "comprehension" else self.atom(scope)
        if ":=" in source:
            source = self.pick(scope.names)
        asynchronous = scope.is_async and kind != "generator" and self.chance(0.3)
        inner.names = inner.names + [name]
        clauses = f"{'async ' if asynchronous else ''}for {name} in {source}"
        if self.chance(0.3):
            clauses += f" if tick() and {self.plain(inner, depth)}"
        else:
            clauses += " if tick()"
        if self.chance(0.15):
            second = self.fresh("j")
            clauses += f" for {second} in {self.plain(inner, 1)} if tick()"
            inner.names.append(second)
        element = self.plain(inner, depth)
        if kind == "dict":
            return f"{{{element}: {self.plain(inner, depth)} {clauses}}}"
        return {"list": f"[{element} {clauses}]", "set": f"{{{element} {clauses}}}", "generator": f"{self.pick(CONSUMERS)}({element} {clauses})"}[kind]

    def plain(self, scope, depth):
        """An expression without what a comprehension may not hold."""
        for _ in range(10):
            text = self.expression(scope, depth)
            if not any(word in text for word in (":=", "yield", "await", "async", "super", "__class__")):
                return text
        return self.pick(scope.names)

    def formatted(self, scope, depth):
        value = self.name(scope)
        return self.pick(["f'{%s}'", "f'{%s!r:>10}!'", "f'a{%s!s}b'", "f'{%s=}'[:9]", "f'{%s:{N}}'", "f'{%s!a}{N}'"]) % value

    def function(self, scope, depth):
        if scope.kind == "class":
            return self.atom(scope)
        name = self.fresh("l")
        inner = Scope("lambda", scope.names + [name], scope)
        return f"(lambda {name}={self.pick(SMALL) if 'b' in scope.names and 'c' in scope.names else '1'}, *r, **k: tick() and {self.plain(inner, depth)})" + ("()" if self.chance(0.4) else "")

    def walrus(self, scope, depth):
        if scope.kind not in ("function", "generator", "async", "async generator"):
            return self.atom(scope)
        name = self.fresh("w")
        text = f"({name} := {self.expression(scope, depth)})"
        scope.names.append(name)
        return text

    def suspend(self, scope, depth):
        if scope.kind == "generator":
            return self.pick([f"(yield {self.expression(scope, depth)})", "(yield)", f"(yield from {self.expression(scope, depth)})"])
        if scope.kind == "async":
            return f"(await {self.expression(scope, depth)})"
        if scope.kind == "async generator":
            return self.pick([f"(yield {self.expression(scope, depth)})", f"(await {self.expression(scope, depth)})"])
        return self.atom(scope)

    def logged(self, scope, depth):
        return f"note({self.expression(scope, depth)})"

    # --- Targets

    def target(self, scope, depth=1):
        roll = self.random.random()
        if roll < 0.6 or depth == 0:
            name = self.pick(scope.names) if self.chance(0.5) and scope.kind != "method" else self.fresh("v")
            self.assigned(scope, name)
            return name
        if roll < 0.7:
            return f"{self.pick(scope.names)}.{self.pick(ATTRIBUTES)}"
        if roll < 0.8:
            return f"{self.pick(scope.names)}[{self.atom(scope)}]"
        if roll < 0.85:
            return f"{self.pick(scope.names)}[{self.pick(['', '0', '1'])}:{self.pick(['', '2', '-1'])}]"
        items = [self.target(scope, depth - 1) for _ in range(self.pick([1, 2, 2, 3]))]
        if self.chance(0.3):
            at = self.random.randrange(len(items))
            items[at] = "*" + items[at]
        return f"({', '.join(items)},)" if self.chance(0.7) else f"[{', '.join(items)}]"

    def assigned(self, scope, name):
        if name not in scope.names:
            scope.names.append(name)

    # --- Statements

    def statement(self, scope, depth):
        self.budget -= 1
        simple = [self.assign, self.assign, self.augmented, self.expression_statement, self.expression_statement, self.delete, self.raising, self.assertion, self.leave, self.annotated, self.imported]
        compound = [self.conditional_block, self.while_loop, self.for_loop, self.for_loop, self.try_block, self.try_block, self.try_star, self.with_block, self.matching, self.define, self.define, self.define, self.class_block]
        deep = depth > 5 or self.budget <= 0
        self.pick(simple if deep or self.chance(0.5) else compound)(scope, depth)

    def block(self, scope, depth):
        for _ in range(self.pick([1, 1, 2, 3])):
            self.statement(scope, depth)

    def assign(self, scope, depth):
        value = self.expression(scope, 3)
        targets = " = ".join(self.target(scope) for _ in range(self.pick([1, 1, 1, 2])))
        if targets[0] in "([" and self.chance(0.5):
            value = self.pick(["(1, 2)", "[1, 2, 3]", "d", "e", "'ab'", value]) if "d" in scope.names and "e" in scope.names else value
        self.emit(depth, f"{targets} = {value}")

    def augmented(self, scope, depth):
        place = self.pick([self.pick(scope.names), f"{self.pick(scope.names)}.{self.pick(ATTRIBUTES)}", f"{self.pick(scope.names)}[{self.atom(scope)}]"])
        operator = self.pick(BINARY[:10])
        value = self.expression(scope, 1) if operator != "*" else "2"
        self.emit(depth, f"{place} {operator}= {value}")

    def expression_statement(self, scope, depth):
        self.emit(depth, self.expression(scope, 3))

    def delete(self, scope, depth):
        name = self.pick(scope.names)
        self.emit(depth, f"del {self.pick([name, name + '.x', name + '[0]', name + '[:1]', '(' + name + ', ' + name + '.y)'])}")

    def raising(self, scope, depth):
        raised = self.pick(RAISED + [self.pick(scope.names)])
        if self.chance(0.4):
            self.emit(depth, f"if {self.expression(scope, 1)}:")
            depth += 1
        self.emit(depth, self.pick([f"raise {raised}", f"raise {raised} from {self.pick(['None', 'Oops(3)', '5', self.pick(scope.names)])}", "raise"]))

    def assertion(self, scope, depth):
        self.emit(depth, f"assert {self.expression(scope, 2)}" + (f", {self.expression(scope, 1)}" if self.chance(0.5) else ""))

    def leave(self, scope, depth):
        if scope.loops > 0 and self.chance(0.7):
            self.emit(depth, f"if {self.expression(scope, 1)}: {self.pick(['break', 'continue'])}")
        elif scope.final or scope.kind in ("class",):
            self.emit(depth, "pass")
        else:
            value = "" if scope.kind == "async generator" else f" {self.expression(scope, 2)}"
            self.emit(depth, f"if {self.expression(scope, 1)}: return{value}")

    def annotated(self, scope, depth):
        name = self.fresh("n")
        self.emit(depth, f"{name}: {self.pick(['int', 'G'])} = {self.expression(scope, 1)}")
        self.assigned(scope, name)

    def imported(self, scope, depth):
        name = self.fresh("s")
        self.emit(depth, self.pick([f"import os.path as {name}", f"from math import floor as {name}", f"from math import nothing as {name}", f"import nowhere_{name} as {name}"]))
        self.assigned(scope, name)

    def conditional_block(self, scope, depth):
        self.emit(depth, f"if {self.expression(scope, 2)}:")
        self.block(scope, depth + 1)
        if self.chance(0.3):
            self.emit(depth, f"elif {self.expression(scope, 1)}:")
            self.block(scope, depth + 1)
        if self.chance(0.5):
            self.emit(depth, "else:")
            self.block(scope, depth + 1)

    def loop(self, scope, depth, header):
        self.emit(depth, header)
        self.emit(depth + 1, "tick()")
        scope.loops += 1
        final, scope.final = scope.final, False
        self.block(scope, depth + 1)
        scope.final = final
        scope.loops -= 1
        if self.chance(0.3):
            self.emit(depth, "else:")
            self.block(scope, depth + 1)

    def while_loop(self, scope, depth):
        self.loop(scope, depth, f"while {self.expression(scope, 2)}:")

    def for_loop(self, scope, depth):
        source = self.pick(["range(4)", "[1, 2]", "enumerate('ab')", "e.items()", "zip([1, 2], 'ab')", self.expression(scope, 2), self.expression(scope, 2)]) if "e" in scope.names else self.expression(scope, 2)
        asynchronous = "async " if scope.is_async and self.chance(0.4) else ""
        self.loop(scope, depth, f"{asynchronous}for {self.target(scope)} in {source}:")

    def try_block(self, scope, depth):
        self.emit(depth, "try:")
        self.block(scope, depth + 1)
        handlers = self.pick([0, 1, 1, 2])
        for i in range(handlers):
            kind = self.pick(ERRORS)
            if self.chance(0.15):
                kind = self.expression(scope, 1)
            if i == handlers - 1 and self.chance(0.2):
                self.emit(depth, "except:")
            elif self.chance(0.5):
                name = self.fresh("x")
                self.emit(depth, f"except {kind} as {name}:")
                self.assigned(scope, name)
            else:
                self.emit(depth, f"except {kind}:")
            self.block(scope, depth + 1)
        if handlers and self.chance(0.3):
            self.emit(depth, "else:")
            self.block(scope, depth + 1)
        if not handlers or self.chance(0.4):
            self.emit(depth, "finally:")
            self.block(scope, depth + 1)

    def try_star(self, scope, depth):
        loops, final = scope.loops, scope.final
        self.emit(depth, "try:")
        self.block(scope, depth + 1)
        scope.loops, scope.final = 0, True
        for _ in range(self.pick([1, 2])):
            name = self.fresh("x")
            self.emit(depth, f"except* {self.pick(['ValueError', 'Oops', '(TypeError, KeyError)', 'Exception', self.pick(scope.names)])} as {name}:")
            self.assigned(scope, name)
            self.block(scope, depth + 1)
        scope.loops, scope.final = loops, final
        if self.chance(0.3):
            self.emit(depth, "finally:")
            self.block(scope, depth + 1)

    def with_block(self, scope, depth):
        asynchronous = "async " if scope.is_async and self.chance(0.5) else ""
        items = []
        for _ in range(self.pick([1, 1, 2])):
            manager = self.pick(PROBES[:11]) if self.chance(0.7) and "d" in scope.names and "e" in scope.names else self.expression(scope, 1)
            if "yield" in manager:
                manager = f"({manager})"
            items.append(f"{manager} as {self.target(scope)}" if self.chance(0.6) else manager)
        self.emit(depth, f"{asynchronous}with {', '.join(items)}:")
        self.block(scope, depth + 1)

    def pattern(self, scope, depth, names):
        def capture():
            name = self.fresh("c")
            names.append(name)
            return name

        kind = self.pick(["value", "capture", "sequence", "mapping", "class", "or", "as", "star"] if depth > 0 else ["value", "capture"])
        if kind == "value":
            return self.pick(["0", "1", "'a'", "None", "True", "-1", "P.name", "1.5"])
        if kind == "capture":
            return capture()
        if kind == "sequence":
            return f"[{', '.join(self.pattern(scope, depth - 1, names) for _ in range(self.pick([0, 1, 2, 3])))}]"
        if kind == "star":
            return f"[{self.pattern(scope, depth - 1, names)}, *{self.pick(['_', capture()])}]"
        if kind == "mapping":
            rest = f", **{capture()}" if self.chance(0.3) else ""
            return f"{{'x': {self.pattern(scope, depth - 1, names)}{rest}}}"
        if kind == "class":
            return self.pick(["int()", f"int({capture()})", "str()", f"P(name={self.pattern(scope, depth - 1, names)})", f"P({capture()})", "Oops()", "list()"])
        if kind == "or":
            return "(" + " | ".join(self.pick(["0", "'a'", "None", "[1, 2]", "{'x': 1}", "int()"]) for _ in range(3)) + ")"
        return f"({self.pattern(scope, depth - 1, names)} as {capture()})" if depth < 2 and self.chance(0.7) else f"[1, _] as {capture()}"

    def matching(self, scope, depth):
        self.emit(depth, f"match {self.expression(scope, 2)}:")
        for _ in range(self.pick([1, 2, 3])):
            names = []
            pattern = self.pattern(scope, 2, names)
            irrefutable = pattern.isidentifier() and pattern not in ("None", "True")
            if pattern.startswith("(c") and " as " in pattern:  # a name bound to a name is refused by the compiler
                pattern, irrefutable = "str()", False
            for name in names:
                if name in pattern:
                    self.assigned(scope, name)
            guard = f" if {self.expression(scope, 1)}" if self.chance(0.3) or irrefutable else ""
            self.emit(depth + 1, f"case {pattern}{guard}:")
            self.block(scope, depth + 2)

    def parameters(self, scope):
        default = self.pick(scope.names)
        return self.pick(
            [("", []), ("p", ["p"]), ("p, q=1", ["p", "q"]), (f"p={default}, /, q=2, *r, k=3, **z", ["p", "q", "r", "k", "z"]), ("*r", ["r"]), ("p=0, *, k=None", ["p", "k"]), ("p=1, /, *, k2=0, **z", ["p", "k2", "z"])]
        )

    def define(self, scope, depth, kind=None, method=False):
        kind = kind or self.pick(["function", "function", "generator", "async", "async generator", "generator"])
        name = self.fresh("f") if not method else self.pick(["m", "__init__", "x", "__eq__"])
        text, parameters = self.parameters(scope)
        if method:
            text = "self" + (", *r, **k")
            parameters = ["self", "r", "k"]
            kind = "function"
        elif self.chance(0.15):
            self.emit(depth, f"@{self.pick(['note', 'note', 'P(chr(100))', 'staticmethod'])}")
        outer = [n for n in scope.names if n not in parameters] if scope.kind != "class" else ["P", "G", "N"]
        free = self.random.sample(outer, min(len(outer), 3))
        inner = Scope(kind, parameters + free, scope)
        prefix = "async " if inner.is_async else ""
        self.emit(depth, f"{prefix}def {name}({text}):")
        self.emit(depth + 1, "tick()")
        self.bind_outer(scope, inner, parameters, depth + 1)
        if inner.yields:
            self.emit(depth + 1, f"yield {self.expression(inner, 1)}" if self.chance(0.8) else "if 0: yield")
        self.block(inner, depth + 1)
        if self.budget > 0:
            self.block(inner, depth + 1)
        if inner.kind != "async generator" and self.chance(0.7):
            self.emit(depth + 1, f"return {self.expression(inner, 2)}")
        self.assigned(scope, name)
        if not method and scope.kind != "class" and self.chance(0.85):
            self.use(scope, depth, name, kind)

    def bind_outer(self, scope, inner, parameters, depth):
        """Which names of the outside the new function assigns to: declared first, or assigned as its own."""
        function = scope.kind not in ("class", "lambda", "comprehension")
        for name in list(inner.names):
            if name in parameters:
                continue
            if name[0] in "GHN" or not function:
                inner.names.remove(name) if self.chance(0.5) and len(inner.names) > 1 else self.emit(depth, f"global {name}")
                continue
            roll = self.random.random()
            if roll < 0.5 and name not in scope.declared:
                self.emit(depth, f"nonlocal {name}")
            elif roll < 0.6:
                self.emit(depth, f"global {name}")
                inner.declared.add(name)
        if not inner.names:
            inner.names = ["v0"]

    def use(self, scope, depth, name, kind):
        arguments = self.arguments(scope, 1) if self.chance(0.3) else self.pick(["", "", "1", "1, 2", "k=1"])
        call = f"{name}({arguments})"
        if kind == "function":
            self.emit(depth, f"{self.target(scope)} = {call}" if self.chance(0.7) else call)
        elif kind == "generator":
            it = self.fresh("g")
            self.assigned(scope, it)
            self.emit(depth, f"{it} = {call}")
            for _ in range(self.pick([0, 1, 2, 3])):
                self.emit(depth, self.pick([f"note(next({it}, 'end'))", f"note({it}.send({self.atom(scope)}))", f"note({it}.throw(Oops('in')))", f"{it}.close()", f"note(pull({it}))", f"note(*{it})", f"del {it}"]))
        elif kind == "async":
            self.emit(depth, self.pick([f"note(drive({call}))", f"note(drive({call}))", call] + ([f"await {call}"] if scope.is_async else [])))
        else:
            it = self.fresh("g")
            self.assigned(scope, it)
            self.emit(depth, f"{it} = {call}")
            for _ in range(self.pick([1, 2, 3])):
                self.emit(depth, self.pick([f"note(drive({it}.__anext__()))", f"note(drive({it}.asend(1)))", f"note(drive({it}.athrow(Oops('in'))))", f"note(drive({it}.aclose()))"]))

    def class_block(self, scope, depth):
        name = self.fresh("C")
        bases = self.pick(["", "", "(P)", "(Oops)", "(list)", "(dict)", f"({self.pick(scope.names)})", "(P, metaclass=type)", "(int, k=1)"])
        self.emit(depth, f"class {name}{bases}:")
        inner = Scope("class", ["P", "G", "N"] + ([] if scope.kind == "class" else self.random.sample(scope.names, 1)), scope)
        for _ in range(self.pick([1, 2, 3])):
            roll = self.random.random()
            if roll < 0.3:
                self.emit(depth + 1, f"{self.pick(['x', 'y', '__slots__', 'N'])} = {self.pick(['Described(chr(120))', 'Described(chr(98) + chr(97) + chr(100))', '1', 'N', 'P(chr(99))', self.expression(inner, 1)])}")
            elif roll < 0.8:
                self.define(inner, depth + 1, method=True)
            else:
                self.statement(inner, depth + 1)
        self.assigned(scope, name)
        if self.chance(0.8):
            instance = self.fresh("o")
            self.emit(depth, f"{instance} = {name}()")
            self.assigned(scope, instance)
            self.emit(depth, f"note({instance}.{self.pick(['x', 'm()', 'y', 'name', '__class__'])})")


def valid_program(generator, number):
    """The text of the next program that the compiler accepts."""
    while True:
        text = generator.program(number)
        try:
            compile(text, "fuzz.py", "exec")
        except (SyntaxError, RecursionError, OverflowError):
            continue
        return text


def programs(seed, count, tracing=False, kind=""):
    """`count` programs of one module, as texts, of one kind or in turn; with `tracing` they switch it on and off."""
    warnings.simplefilter("ignore", SyntaxWarning)
    generators = {"objects": Generator(seed, tracing), "numbers": kernels.Kernels(random.Random(seed), tracing), "structures": structures.Structures(random.Random(seed), tracing)}
    kinds = [kind] if kind else sorted(generators)
    return [valid_program(generators[kinds[i % len(kinds)]], i) for i in range(count)]


if __name__ == "__main__":
    import sys

    print("\n".join(programs(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)))
