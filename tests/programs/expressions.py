# bench: 9300
# kind: object
"""A tokenizer, a recursive-descent parser and an evaluator for arithmetic with variables and functions."""
import re
import sys

TOKEN = re.compile(r"\s*(?:(\d+\.\d*|\.\d+|\d+)|([A-Za-z_]\w*)|(\*\*|//|[-+*/%()=,<>]))")


class SyntaxProblem(Exception):
    def __init__(self, message, position):
        super().__init__(message)
        self.position = position

    def __str__(self):
        return f"{self.args[0]} at {self.position}"


class Tokens:
    def __init__(self, text):
        self.items = []
        at = 0
        text = text.rstrip()
        while at < len(text):
            m = TOKEN.match(text, at)
            if not m:
                raise SyntaxProblem(f"strange character {text[at]!r}", at)
            number, name, op = m.groups()
            if number is not None:
                self.items.append(("num", float(number) if "." in number else int(number), at))
            elif name:
                self.items.append(("name", name, at))
            else:
                self.items.append(("op", op, at))
            at = m.end()
        self.items.append(("end", None, at))
        self.at = 0

    @property
    def current(self):
        return self.items[self.at]

    def accept(self, *ops):
        kind, value, _ = self.current
        if kind == "op" and value in ops:
            self.at += 1
            return value
        return None

    def expect(self, op):
        if not self.accept(op):
            raise SyntaxProblem(f"expected {op!r}, found {self.current[1]!r}", self.current[2])


class Parser:
    def __init__(self, text):
        self.tokens = Tokens(text)

    def parse(self):
        node = self.assignment()
        kind, value, at = self.tokens.current
        if kind != "end":
            raise SyntaxProblem(f"unexpected {value!r}", at)
        return node

    def assignment(self):
        items = self.tokens.items
        if items[0][0] == "name" and items[1][:2] == ("op", "="):
            self.tokens.at = 2
            return ("set", items[0][1], self.comparison())
        return self.comparison()

    def comparison(self):
        left = self.sum()
        while op := self.tokens.accept("<", ">"):
            left = (op, left, self.sum())
        return left

    def sum(self):
        left = self.product()
        while op := self.tokens.accept("+", "-"):
            left = (op, left, self.product())
        return left

    def product(self):
        left = self.unary()
        while op := self.tokens.accept("*", "/", "//", "%"):
            left = (op, left, self.unary())
        return left

    def unary(self):
        if self.tokens.accept("-"):
            return ("neg", self.unary())
        base = self.atom()
        if self.tokens.accept("**"):
            return ("**", base, self.unary())
        return base

    def atom(self):
        kind, value, at = self.tokens.current
        if kind == "end":
            raise SyntaxProblem("unexpected end", at)
        self.tokens.at += 1
        if kind == "num":
            return ("num", value)
        if kind == "name":
            if not self.tokens.accept("("):
                return ("var", value)
            args = []
            if not self.tokens.accept(")"):
                args.append(self.comparison())
                while self.tokens.accept(","):
                    args.append(self.comparison())
                self.tokens.expect(")")
            return ("call", value, args)
        if value == "(":
            node = self.comparison()
            self.tokens.expect(")")
            return node
        raise SyntaxProblem(f"unexpected {value!r}", at)


class Evaluator:
    functions = {"max": max, "min": min, "abs": abs, "pow": pow, "int": int}

    def __init__(self):
        self.variables = {}

    def run(self, text):
        return self.visit(Parser(text).parse())

    def visit(self, node):
        op, *rest = node
        method = getattr(self, "visit_" + op, None)
        if method is not None:
            return method(*rest)
        a, b = map(self.visit, rest)
        if op == "+":
            return a + b
        elif op == "-":
            return a - b
        elif op == "*":
            return a * b
        elif op == "/":
            return a / b
        elif op == "//":
            return a // b
        elif op == "%":
            return a % b
        elif op == "**":
            return a ** b
        elif op == "<":
            return a < b
        return a > b

    def visit_num(self, value):
        return value

    def visit_neg(self, node):
        return -self.visit(node)

    def visit_var(self, name):
        try:
            return self.variables[name]
        except KeyError:
            raise NameError(f"no variable {name}") from None

    def visit_set(self, name, node):
        value = self.variables[name] = self.visit(node)
        return value

    def visit_call(self, name, args):
        if name not in self.functions:
            raise NameError(f"no function {name}")
        return self.functions[name](*[self.visit(a) for a in args])


LINES = [
    "x = 3", "y = (x + 4) * -2 ** 2", "x * y // 5 % 7", "max(x, y, 10) - min(1, 2.5)", "2 ** 3 ** 2",
    "1 +", "(1", "1 / (x - 3)", "z", "f(1)", "3 $ 4", "1 2", "abs()", "x < y", "--x", "= 5", "10 // 3 + .5", "pow(2, 100)", "",
]


def main(size):
    ev = Evaluator()
    for text in LINES:
        try:
            print(f"{text:30} -> {ev.run(text)!r}")
        except (SyntaxProblem, NameError, ArithmeticError, TypeError) as e:
            print(f"{text:30} !! {type(e).__name__}: {e}")
    total = 0
    for i in range(size):
        ev.run(f"i = {i}")
        total += ev.run("(i * 3 + max(i % 7, 2)) // (1 + i % 4) - abs(3 - i) * 2")
    print(total)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
