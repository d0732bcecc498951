"""A package for imports.py: a registry, star exports and a lazy attribute."""
from . import text as _text
from .numbers import *
from .numbers import _hidden as shown

__all__ = ["double", "registry", "text_tools", "numbers"]
registry = {}
text_tools = _text


def register(name):
    def decorate(fn):
        registry[name] = fn
        return fn
    return decorate


def __getattr__(name):
    if name == "lazy":
        from .late import value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
