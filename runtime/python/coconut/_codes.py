"""The code objects behind modules, functions and classes."""

import sys

_CODE = type((lambda: 0).__code__)
_FUNCTION = type(lambda: 0)
_MODULE = type(sys)


def of(target):
    """The outermost code objects of `target`, each once; nested ones are among their constants."""
    if isinstance(target, _CODE):
        return (target,)
    if isinstance(target, _MODULE):
        return tuple(_of_module(target))
    if isinstance(target, type):
        return tuple(_of_namespace(vars(target).values(), target.__module__, {}))
    code = _of_value(target)
    if code is None:
        raise TypeError(f"a {type(target).__name__} has no code to compile")
    return (code,)


def all_of(target):
    """The same with the nested ones."""
    todo, seen = list(of(target)), set()
    while todo:
        code = todo.pop()
        if code not in seen:
            seen.add(code)
            yield code
            todo += (c for c in code.co_consts if isinstance(c, _CODE))


def caller_module(frame):
    """What a call at module level means by "this module": the code that runs, in which the functions below still are; inside
    a function, the module of its globals."""
    if frame.f_code.co_name == "<module>":
        return frame.f_code
    name = frame.f_globals.get("__name__")
    module = sys.modules.get(name)
    if module is None or vars(module) is not frame.f_globals:
        raise TypeError("the caller is in no module: say which target to attach to")
    return module


def _of_value(value):
    """The code of a function or of what wraps one, or None."""
    for _ in range(100):
        if isinstance(value, _FUNCTION):
            return value.__code__
        for name in ("__func__", "fget", "func", "__wrapped__", "gi_code", "cr_code", "ag_code"):
            inner = getattr(value, name, None)
            if inner is not None and inner is not value:
                break
        else:
            return None
        if isinstance(inner, _CODE):
            return inner
        value = inner
    return None


def _of_module(module):
    # Several frames may run the module's body: a decorator or an import that has not returned.
    frame = sys._getframe(1)
    found = {}
    while frame is not None:
        if frame.f_globals is vars(module) and frame.f_code.co_name == "<module>":
            found[frame.f_code] = None
        frame = frame.f_back
    return _of_namespace(vars(module).values(), module.__name__, found)


def _of_namespace(values, module, found):
    """Adds the code of functions and classes that belong to `module`; classes may nest and refer to each other."""
    todo, seen = list(values), set()
    while todo:
        value = todo.pop()
        if isinstance(value, type):
            if value.__module__ == module and value not in seen:
                seen.add(value)
                todo += vars(value).values()
            continue
        wrapped = [value]
        if isinstance(value, property):
            wrapped = [value.fget, value.fset, value.fdel]
        for part in wrapped:
            if isinstance(part, _FUNCTION) or hasattr(type(part), "__get__") or hasattr(part, "__wrapped__"):
                if getattr(part, "__module__", module) == module:
                    code = _of_value(part)
                    if code is not None:
                        found[code] = None
    return found
