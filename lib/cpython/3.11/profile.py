"""Runs a program in CPython 3.11 and writes what its adaptive interpreter learned: `cpy-dis --profile` starts this.

    python3.11 profile.py REQUEST

REQUEST is JSON: {"output", "kind": "file" | "module", "what", "arguments", "of", "count", "offsets", "teaches"}. The program runs as
`python3.11 what arguments...` or `-m what` would run it. When the interpreter ends, `output` is written: JSON with the .pyc of the program's
code (or of the module `of`) and, for each code object in it, outermost first, what is known of each bytecode by its offset.

The specialised instructions and their caches are those of Include/internal/pycore_code.h and Python/specialize.c. With "count" the program
runs under a tracer instead, under which nothing is specialised: it counts jumps and looks at the value stack before each bytecode.
"""

import sys

PRESENT = set(sys.modules)

import _imp
import atexit
import ctypes
import dis
import gc
import importlib._bootstrap_external as external
import importlib.util
import json
import marshal
import opcode
import os
import runpy
from importlib.machinery import SourceFileLoader
from types import CodeType, FunctionType, ModuleType

# The program may have modules of these names itself, and imports what it wants.
for name in set(sys.modules) - PRESENT:
    del sys.modules[name]

# The interpreter takes __file__ away when the program is over.
HERE = __file__

# --- What specialised instructions say.

# The table is SPECIALIZED_3_11 of opcodes.ts, given by who starts this.
TEACHES = {}

# A type version in the cache says whose attribute it is.
ATTRIBUTES = {"instance", "slot", "dict"}


def u32(code, at):
    return int.from_bytes(code[at : at + 4], "little")


# --- Names


def type_name(cls):
    """`int`, `module.qualname`; `_` for a class that does not say."""
    try:
        qualname = type.__dict__["__qualname__"].__get__(cls)
        module = type.__dict__["__module__"].__get__(cls)
        if not isinstance(module, str):
            return "_"
    except Exception:
        return "_"
    return qualname if module == "builtins" else f"{module}.{qualname}"


def target_name(value):
    """What a call goes to: a function, class, C function or method descriptor by its qualified name, else None."""
    if isinstance(value, type):
        return type_name(value)
    if type(value) is FunctionType:
        if value.__code__.co_filename == HERE:
            return "os._exit"
        return f"{value.__module__}.{value.__qualname__}"
    kind = type(value).__name__
    if kind in ("method_descriptor", "classmethod_descriptor", "wrapper_descriptor"):
        return f"{type_name(value.__objclass__)}.{value.__name__}"
    if kind == "builtin_function_or_method":
        owner = value.__self__
        if owner is None or isinstance(owner, ModuleType):
            module = value.__module__
            return value.__qualname__ if module in (None, "builtins") else f"{module}.{value.__qualname__}"
        return value.__qualname__
    if kind in ("staticmethod", "classmethod"):
        return target_name(value.__func__)
    return None


# --- What the process knows: types and functions by their versions, globals by code object


class Process:
    def __init__(self, offsets, namespace):
        self.read = lambda o, name: ctypes.c_uint32.from_address(id(o) + offsets[name]).value
        self.namespace = namespace
        self.types = {}
        self.functions = {}
        self.globals = {}
        todo, seen = [object], {object}
        while todo:
            cls = todo.pop()
            version = self.read(cls, "PyTypeObject.tp_version_tag")
            if version:
                self.types[version] = cls
            try:
                subclasses = type.__subclasses__(cls)
            except Exception:
                continue
            for sub in subclasses:
                if sub not in seen:
                    seen.add(sub)
                    todo.append(sub)
        for o in gc.get_objects():
            if type(o) is FunctionType:
                version = self.read(o, "PyFunctionObject.func_version")
                if version:
                    self.functions[version] = o
                self.globals.setdefault(o.__code__, o.__globals__)

    def global_value(self, code, name, where):
        """The value of a global now, and whether there is one."""
        namespace = self.globals.get(code, self.namespace)
        if where == "builtin":
            namespace = namespace.get("__builtins__", {})
            if isinstance(namespace, ModuleType):
                namespace = vars(namespace)
        try:
            return namespace[name], True
        except (KeyError, TypeError):
            return None, False


def lookup(cls, name):
    """A class attribute as it is stored, as _PyType_Lookup finds it."""
    for base in type.__dict__["__mro__"].__get__(cls):
        namespace = type.__dict__["__dict__"].__get__(base)
        if name in namespace:
            return namespace[name]
    return None


# --- Reading specialised code


def instructions(code, names, caches, deopt):
    """(offset, offset of the first EXTENDED_ARG, name, argument) of each instruction of specialised bytecode."""
    at, start, argument = 0, None, 0
    while at < len(code):
        name = names[code[at]]
        if start is None:
            start = at
        argument = argument << 8 | code[at + 1]
        generic = deopt.get(name, name)
        if generic == "EXTENDED_ARG":
            at += 2
            continue
        yield at, start, name, argument
        at += 2 + 2 * caches[generic]
        start, argument = None, 0


def learned(code, process):
    """What the adaptive interpreter learned of one code object: facts by offset."""
    caches = {dis.opname[op]: opcode._inline_cache_entries[op] for op in range(256)}
    adaptive = code._co_code_adaptive
    facts, call = {}, None
    for at, start, name, argument in instructions(adaptive, dis._all_opname, caches, dis.deoptmap):
        fact = specialised(code, adaptive, at, name, argument, process)
        generic = dis.deoptmap.get(name, name)
        if generic == "PRECALL":
            # What is told of a call stands at CALL, of which PRECALL is a part.
            call = fact
            continue
        if generic == "CALL":
            fact, call = {**(call or {}), **(fact or {})}, None
        if fact:
            facts[start] = fact
    return facts


def specialised(code, adaptive, at, name, argument, process):
    fact = TEACHES.get(name)
    if fact is None:
        return None
    kind = fact.get("kind")
    if name.startswith(("LOAD_ATTR", "STORE_ATTR")) and kind in ATTRIBUTES:
        cls = process.types.get(u32(adaptive, at + 4))
        owner = [type_name(cls)] if cls else []
        if owner and name.startswith("STORE"):
            owner = ["_", *owner]
        return dict(types=owner, kind=kind)
    if name.startswith("LOAD_METHOD") and kind in ("method", "class"):
        cls = process.types.get(u32(adaptive, at + 4))
        if cls is None:
            return fact
        target = target_name(lookup(cls, code.co_names[argument]))
        return dict(types=[type_name(type(cls) if kind == "class" else cls)], kind=kind, target=target)
    if kind == "getitem":
        cls = process.types.get(u32(adaptive, at + 4))
        if cls is None:
            return fact
        return dict(types=[type_name(cls)], kind=kind, target=target_name(lookup(cls, "__getitem__")))
    if name.startswith("LOAD_GLOBAL"):
        value, found = process.global_value(code, code.co_names[argument >> 1], kind)
        if not found:
            return fact
        return dict(types=[type_name(type(value))], kind=kind, target=target_name(value))
    if name.startswith("CALL_PY"):
        function = process.functions.get(u32(adaptive, at + 4))
        return dict(kind=kind, target=function and target_name(function))
    return fact


# --- Counting, under a tracer

# How many values of the stack are the operands of a bytecode, by its argument; and whether it jumps.
OPERANDS = {
    "BINARY_OP": lambda n: 2,
    "BINARY_SUBSCR": lambda n: 2,
    "STORE_SUBSCR": lambda n: 3,
    "DELETE_SUBSCR": lambda n: 2,
    "COMPARE_OP": lambda n: 2,
    "CONTAINS_OP": lambda n: 2,
    "UNARY_NEGATIVE": lambda n: 1,
    "UNARY_POSITIVE": lambda n: 1,
    "UNARY_INVERT": lambda n: 1,
    "UNARY_NOT": lambda n: 1,
    "GET_ITER": lambda n: 1,
    "FOR_ITER": lambda n: 1,
    "UNPACK_SEQUENCE": lambda n: 1,
    "LOAD_ATTR": lambda n: 1,
    "LOAD_METHOD": lambda n: 1,
    "STORE_ATTR": lambda n: 2,
    "CALL": lambda n: n + 2,
    "POP_JUMP_FORWARD_IF_FALSE": lambda n: 1,
    "POP_JUMP_FORWARD_IF_TRUE": lambda n: 1,
    "POP_JUMP_BACKWARD_IF_FALSE": lambda n: 1,
    "POP_JUMP_BACKWARD_IF_TRUE": lambda n: 1,
}
# A type that is not met in this share of cases makes the operand `mixed`.
USUAL = 0.99


class Counter:
    """Traces the bytecodes of some code objects. Types are kept alive, so that their addresses stay theirs."""

    def __init__(self, offsets):
        self.offsets = offsets
        self.word = ctypes.c_uint64.from_address
        self.half = ctypes.c_int32.from_address
        self.cast = lambda address: ctypes.cast(address, ctypes.py_object).value
        self.plans = {}
        self.types = {}
        self.wanted = set()

    def want(self, code):
        for c in tree(code):
            self.wanted.add(id(c))

    def plan(self, code):
        """By offset: how many operands to look at, the offset behind, the counts of types, taken and not taken, call targets."""
        plan = self.plans.get(id(code))
        if plan is None:
            caches = {op: n for op, n in zip(dis.opname, opcode._inline_cache_entries)}
            plan = {}
            for at, start, name, argument in instructions(code.co_code, dis.opname, caches, {}):
                jumps = "JUMP" in name and "IF" in name or name == "FOR_ITER"
                if name in OPERANDS or jumps:
                    count = OPERANDS[name](argument) if name in OPERANDS else 0
                    plan[at] = (count, at + 2 + 2 * caches[name], {}, [0, 0] if jumps else None, name == "CALL", start, {})
            self.plans[id(code)] = plan
            self.types[id(plan)] = code
        return plan

    def trace(self, frame, event, argument):
        code = frame.f_code
        if id(code) not in self.wanted:
            return None
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        plan = self.plan(code)
        last = None
        where = id(frame) + self.offsets["PyFrameObject.f_frame"]
        top = self.offsets["_PyInterpreterFrame.stacktop"]
        slots = self.offsets["_PyInterpreterFrame.localsplus"]
        word, half = self.word, self.half

        def local(frame, event, argument):
            nonlocal last
            if event != "opcode":
                if event == "exception":
                    last = None
                return local
            at = frame.f_lasti
            if last is not None:
                last[3][0 if at != last[1] else 1] += 1
                last = None
            entry = plan.get(at)
            if entry is None:
                return local
            count = entry[0]
            if count:
                inner = word(where).value
                end = inner + slots + 8 * half(inner + top).value
                values = [word(end - 8 * k).value for k in range(count, 0, -1)]
                key = tuple([word(v + 8).value if v else 0 for v in values])
                seen = entry[2]
                if key in seen:
                    seen[key] += 1
                else:
                    seen[key] = 1
                    self.keep(key)
                if entry[4]:
                    self.target(entry[6], values)
            if entry[3] is not None:
                last = entry
            return local

        return local

    def keep(self, addresses):
        for address in addresses:
            if address and address not in self.types:
                self.types[address] = self.cast(address)

    def target(self, seen, values):
        callee = self.cast(values[0] or values[1])
        name = target_name(getattr(callee, "__func__", callee)) if type(callee).__name__ == "method" else target_name(callee)
        seen[name] = seen.get(name, 0) + 1

    def counted(self, code):
        """Facts by offset, as `learned` gives them."""
        facts = {}
        for entry in self.plans.get(id(code), {}).values():
            _, _, types, taken, _, start, targets = entry
            fact = {}
            total = sum(types.values())
            if total:
                fact["types"] = [self.usual(types, k, total) for k in range(entry[0])]
            if targets:
                name, count = max(targets.items(), key=lambda item: item[1])
                if count >= USUAL * total and name is not None:
                    fact["target"] = name
            if taken and sum(taken):
                fact["taken"] = [taken[0], sum(taken)]
            if fact:
                facts[start] = fact
        return facts

    def usual(self, types, k, total):
        by_type = {}
        for key, count in types.items():
            by_type[key[k]] = by_type.get(key[k], 0) + count
        address, count = max(by_type.items(), key=lambda item: item[1])
        if count < USUAL * total:
            return "mixed"
        return type_name(self.types[address]) if address else "_"


# --- Running the program


def tree(code):
    """A code object and those inside it, outermost first, as allCode of code.ts goes."""
    yield code
    for c in code.co_consts:
        if isinstance(c, CodeType):
            yield from tree(c)


def source_hash(path):
    """What a .pyc of that source says of it, hexadecimal; 0 where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return _imp.source_hash(importlib.util._RAW_MAGIC_NUMBER, file.read())[::-1].hex()
    except OSError:
        return "0"


class Run:
    def __init__(self, request):
        self.request = request
        self.code = self.hash = None
        self.bytes = None
        self.namespace = {}
        self.problem = None
        self.counter = Counter(request["offsets"]) if request["count"] else None
        self.written = False

    def found(self, code, namespace):
        """The code object that is wanted, before it runs."""
        self.code, self.namespace = code, namespace
        self.bytes = marshal.dumps(code)
        self.hash = source_hash(code.co_filename)
        if self.counter:
            self.counter.want(code)

    def write(self):
        """Once, when the program is over."""
        if self.written:
            return
        self.written = True
        sys.settrace(None)
        if self.code is None:
            answer = dict(problem=self.problem or f"the program did not import '{self.request['of']}'")
        else:
            process = None if self.counter else Process(self.request["offsets"], self.namespace)
            facts = [
                self.counter.counted(c) if self.counter else learned(c, process)
                for c in tree(self.code)
            ]
            answer = dict(code=self.bytes.hex(), hash=self.hash, facts=facts)
        with open(self.request["output"], "w", encoding="ascii") as file:
            json.dump(answer, file)

    def watch_imports(self, wanted):
        """Takes the code object of a module when its loader has made it."""
        def observed(get_code):
            def observing(loader, fullname):
                code = get_code(loader, fullname)
                if fullname == wanted and code is not None and self.code is None:
                    module = sys.modules.get(fullname)
                    self.found(code, vars(module) if module else {})
                return code

            return observing

        for loader in (external.SourceLoader, external.SourcelessFileLoader):
            loader.get_code = observed(loader.get_code)


def load(run, kind, what):
    """The program's code and its __main__; sys.path[0] and sys.argv as the program finds them."""
    main = ModuleType("__main__")
    namespace = vars(main)
    namespace["__builtins__"] = sys.modules["builtins"]
    if kind == "module":
        sys.path[0] = os.getcwd()
        name, spec, code = runpy._get_module_details(what)
        namespace.update(__spec__=spec, __file__=spec.origin, __cached__=spec.cached, __loader__=spec.loader, __package__=spec.parent)
        sys.argv[0] = spec.origin
    else:
        sys.path[0] = os.path.dirname(os.path.realpath(what))
        with open(what, "rb") as file:
            source = file.read()
        code = compile(source, what, "exec", dont_inherit=True)
        namespace.update(__spec__=None, __file__=what, __cached__=None, __loader__=SourceFileLoader("__main__", what), __package__=None)
    sys.modules["__main__"] = main
    return code, namespace


def report(error):
    """An exception that the program did not handle, without the frames of this file."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == HERE:
        trace = trace.tb_next
    sys.excepthook(type(error), error.with_traceback(trace), trace)


def main():
    request = json.loads(sys.argv[1])
    TEACHES.update(request["teaches"])
    run = Run(request)
    atexit.register(run.write)
    leave = os._exit

    def leave_with_profile(status):
        run.write()
        leave(status)

    os._exit = leave_with_profile
    sys.argv[:] = [request["what"], *request["arguments"]]
    if request["of"]:
        run.watch_imports(request["of"])
    try:
        code, namespace = load(run, request["kind"], request["what"])
    except SystemExit:
        raise
    except OSError as error:
        run.problem = f"cannot read '{request['what']}': {(error.strerror or str(error)).lower()}"
        sys.exit(1)
    except BaseException as error:
        run.problem = f"{type(error).__name__}: {error}"
        sys.exit(1)
    if not request["of"]:
        run.found(code, namespace)
    if run.counter:
        import threading

        threading.settrace(run.counter.trace)
        sys.settrace(run.counter.trace)
    try:
        exec(code, namespace)
    except SystemExit:
        raise
    except BaseException as error:
        sys.settrace(None)
        report(error)
        sys.exit(1)
    finally:
        sys.settrace(None)


main()
