# bench: 100000
# kind: object
"""A stack machine: assembler, verifier, an interpreter with a dispatch chain and one with a table of methods."""
import sys

SOURCE = """
    ; sum of i*i for odd i below n, then a countdown that calls a routine
    push 0
    store acc
    push 0
    store i
loop:
    load i
    load n
    lt
    jz done
    load i
    push 2
    mod
    jz even
    load acc
    load i
    dup
    mul
    add
    store acc
even:
    load i
    push 1
    add
    store i
    jmp loop
done:
    load acc
    print
    push 5
again:
    dup
    call triple
    print
    push -1
    add
    dup
    jz out
    jmp again
out:
    pop
    halt
triple:
    push 3
    mul
    ret
"""


class MachineError(Exception):
    pass


def assemble(source):
    labels, code = {}, []
    for number, line in enumerate(source.splitlines(), 1):
        line = line.split(";")[0].strip()
        if not line:
            continue
        if line.endswith(":"):
            labels[line[:-1]] = len(code)
            continue
        op, _, arg = line.partition(" ")
        code.append((op, arg or None, number))
    out = []
    for op, arg, number in code:
        if op in ("jmp", "jz", "call"):
            if arg not in labels:
                raise MachineError(f"line {number}: no label {arg!r}")
            out.append((op, labels[arg]))
        elif op == "push":
            out.append((op, int(arg)))
        else:
            out.append((op, arg))
    return out


def run_chain(code, variables):
    stack, calls, output = [], [], []
    pc = steps = 0
    while True:
        op, arg = code[pc]
        pc += 1
        steps += 1
        if op == "load":
            stack.append(variables[arg])
        elif op == "push":
            stack.append(arg)
        elif op == "store":
            variables[arg] = stack.pop()
        elif op == "add":
            b = stack.pop()
            stack[-1] += b
        elif op == "mul":
            b = stack.pop()
            stack[-1] *= b
        elif op == "mod":
            b = stack.pop()
            stack[-1] %= b
        elif op == "lt":
            b = stack.pop()
            stack.append(int(stack.pop() < b))
        elif op == "jz":
            if stack.pop() == 0:
                pc = arg
        elif op == "jmp":
            pc = arg
        elif op == "dup":
            stack.append(stack[-1])
        elif op == "pop":
            stack.pop()
        elif op == "call":
            calls.append(pc)
            pc = arg
        elif op == "ret":
            pc = calls.pop()
        elif op == "print":
            output.append(stack.pop())
        elif op == "halt":
            return output, steps
        else:
            raise MachineError(f"unknown op {op!r} at {pc - 1}")


class Machine:
    def __init__(self, code, variables):
        self.code, self.vars = code, variables
        self.stack, self.calls, self.output = [], [], []
        self.pc, self.running = 0, True

    def op_load(self, name):
        self.stack.append(self.vars[name])

    def op_push(self, value):
        self.stack.append(value)

    def op_store(self, name):
        self.vars[name] = self.stack.pop()

    def op_lt(self, _):
        b, a = self.stack.pop(), self.stack.pop()
        self.stack.append(1 if a < b else 0)

    def op_jz(self, target):
        if not self.stack.pop():
            self.pc = target

    def op_jmp(self, target):
        self.pc = target

    def op_dup(self, _):
        self.stack.append(self.stack[-1])

    def op_pop(self, _):
        self.stack.pop()

    def op_call(self, target):
        self.calls.append(self.pc)
        self.pc = target

    def op_ret(self, _):
        self.pc = self.calls.pop()

    def op_print(self, _):
        self.output.append(self.stack.pop())

    def op_halt(self, _):
        self.running = False

    def run(self):
        table = {name[3:]: getattr(self, name) for name in dir(self) if name.startswith("op_")}
        while self.running:
            op, arg = self.code[self.pc]
            self.pc += 1
            table[op](arg)
        return self.output


def binary(fn):
    def op(self, _):
        b = self.stack.pop()
        self.stack.append(fn(self.stack.pop(), b))
    return op


for _name, _fn in {"add": lambda a, b: a + b, "mul": lambda a, b: a * b, "mod": lambda a, b: a % b}.items():
    setattr(Machine, "op_" + _name, binary(_fn))


def main(size):
    code = assemble(SOURCE)
    output, steps = run_chain(code, {"n": size})
    print(output, steps)
    print(Machine(code, {"n": size // 2}).run())
    for bad in ("jmp nowhere", "frob\nhalt", "add", "load x", "push 1\npush 0\nmod"):
        try:
            print(run_chain(assemble(bad), {}))
        except (MachineError, IndexError, KeyError, ZeroDivisionError) as e:
            print(type(e).__name__, e)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 600)
