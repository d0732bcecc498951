# bench: 40
# kind: object
"""A Lisp: reader, environments, macros by hand, tail calls in a loop, closures, errors, and a library written in Lisp."""
import operator
import sys


class Symbol(str):
    pass


class LispError(Exception):
    pass


def tokenize(text):
    return text.replace("(", " ( ").replace(")", " ) ").replace("'", " ' ").split()


def read(tokens):
    if not tokens:
        raise LispError("unexpected end")
    token = tokens.pop(0)
    if token == "(":
        out = []
        while tokens and tokens[0] != ")":
            out.append(read(tokens))
        if not tokens:
            raise LispError("missing )")
        tokens.pop(0)
        return out
    if token == ")":
        raise LispError("unexpected )")
    if token == "'":
        return [Symbol("quote"), read(tokens)]
    for kind in (int, float):
        try:
            return kind(token)
        except ValueError:
            continue
    return Symbol(token)


def show(x):
    if x is True:
        return "#t"
    if x is False:
        return "#f"
    if isinstance(x, list):
        return "(" + " ".join(map(show, x)) + ")"
    return str(x)


class Env(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values))
        self.outer = outer

    def find(self, name):
        env = self
        while env is not None:
            if name in env:
                return env
            env = env.outer
        raise LispError(f"unbound {name}")


class Lambda:
    def __init__(self, params, body, env):
        self.params, self.body, self.env = params, body, env

    def bind(self, args):
        if len(args) != len(self.params):
            raise LispError(f"wants {len(self.params)} arguments, got {len(args)}")
        return Env(self.params, args, self.env)

    def __call__(self, *args):
        return evaluate(self.body, self.bind(args))


def evaluate(x, env):
    while True:
        if isinstance(x, Symbol):
            return env.find(x)[x]
        if not isinstance(x, list):
            return x
        if not x:
            raise LispError("empty call")
        head = x[0]
        if head == "quote":
            return x[1]
        if head == "if":
            x = x[2] if evaluate(x[1], env) is not False else x[3]
        elif head == "define":
            env[x[1]] = evaluate(x[2], env)
            return x[1]
        elif head == "set!":
            env.find(x[1])[x[1]] = evaluate(x[2], env)
            return x[1]
        elif head == "lambda":
            return Lambda(x[1], x[2], env)
        elif head == "begin":
            for part in x[1:-1]:
                evaluate(part, env)
            x = x[-1]
        elif head == "let":
            env = Env([b[0] for b in x[1]], [evaluate(b[1], env) for b in x[1]], env)
            x = x[2]
        elif head == "cond":
            for test, value in x[1:]:
                if test == "else" or evaluate(test, env) is not False:
                    x = value
                    break
            else:
                return False
        else:
            fn, *args = [evaluate(part, env) for part in x]
            if isinstance(fn, Lambda):
                x, env = fn.body, fn.bind(args)
            elif callable(fn):
                return fn(*args)
            else:
                raise LispError(f"not a function: {show(fn)}")


def base():
    env = Env()
    env.update({
        "+": lambda *a: sum(a), "-": lambda a, *b: -a if not b else a - sum(b), "*": operator.mul, "/": operator.truediv, "=": operator.eq, "<": operator.lt,
        ">": operator.gt, "mod": operator.mod, "car": lambda l: l[0], "cdr": lambda l: l[1:], "cons": lambda a, l: [a] + l, "list": lambda *a: list(a),
        "null?": lambda l: l == [], "not": lambda a: a is False, "#t": True, "#f": False,
    })
    return env


LIBRARY = """
(define map (lambda (f l) (if (null? l) '() (cons (f (car l)) (map f (cdr l))))))
(define fold (lambda (f acc l) (if (null? l) acc (fold f (f acc (car l)) (cdr l)))))
(define filter (lambda (p l) (cond ((null? l) '()) ((p (car l)) (cons (car l) (filter p (cdr l)))) (else (filter p (cdr l))))))
(define range (lambda (a b) (if (= a b) '() (cons a (range (+ a 1) b)))))
(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))
(define loop (lambda (n acc) (if (= n 0) acc (loop (- n 1) (+ acc n)))))
(define counter (lambda () (let ((n 0)) (lambda () (begin (set! n (+ n 1)) n)))))
(define compose (lambda (f g) (lambda (x) (f (g x)))))
(define prime? (lambda (n) (let ((go 0)) (begin (set! go (lambda (d) (cond ((> (* d d) n) #t) ((= (mod n d) 0) #f) (else (go (+ d 1)))))) (go 2)))))
"""


def run(text, env):
    tokens, value = tokenize(text), None
    while tokens:
        value = evaluate(read(tokens), env)
    return value


def main(size):
    env = base()
    run(LIBRARY, env)
    for text in ("(map (lambda (x) (* x x)) (range 0 8))", "(fact 30)", "(loop 2000 0)", "(fold + 0 '(1 2 3.5))", "(filter prime? (range 2 40))",
                 "(begin (define c (counter)) (c) (c) (list (c) (c)))", "((compose fact (lambda (x) (+ x 1))) 4)", "(if '() 'yes 'no)", "(let ((x 2) (y 3)) (- (* x y) 10))",
                 "(car '())", "(undefined 1)", "(1 2)", "((lambda (x) x))", "(+ 1", ")", "(/ 1 0)", "(cond (#f 1))", "'(a (b . c) #t)"):
        try:
            print(text, "=>", show(run(text, env)))
        except (LispError, ArithmeticError, LookupError, TypeError) as e:
            print(text, "=>", type(e).__name__, e)
    total = 0
    for i in range(size):
        total += len(run("(filter prime? (range 2 80))", env)) + run(f"(loop {i % 50 * 4} 0)", env)
    print(total)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
