# kind: script
"""Imports in every form: star, relative, lazy, cyclic, failing, inside functions and classes, import hooks by hand, reload."""
import importlib
import os.path as p
import sys
import xml.dom.minidom
from collections import OrderedDict as OD, deque
from math import *
from os import path
from plugins import *


def local_import():
    import json as j
    from itertools import chain, count as c
    return j.dumps([1]), list(chain([1], [2])), next(c(5))


class Holder:
    from operator import add, mul as times
    import string
    letters = string.digits


def failing():
    for statement in ("import no_such_module", "from math import no_such_name", "from plugins import missing", "import plugins.absent",
                      "from plugins.broken import defined", "from . import x", "from .a import b", "import math.sqrt", "from plugins.numbers import _private, three"):
        try:
            exec(statement, {"__name__": "probe"})
            print("fine:", statement)
        except (ImportError, RuntimeError) as e:
            print(f"{statement}: {type(e).__name__}: {str(e).split(' (')[0]} [{getattr(e, 'name', None)}]")


def star_from_code():
    scope = {}
    exec("from plugins.numbers import *", scope)
    return sorted(k for k in scope if not k.startswith("__"))


def main():
    print(sqrt(16), floor(pi * 100), path is p, OD is not deque, double(21), sorted(registry), text_tools.shift("hal"))
    print("ONE" in globals(), "register" in globals(), numbers.ONE, xml.dom.minidom.parseString("<a><b/></a>").documentElement.toxml())
    import plugins
    print(plugins.shown(), plugins.lazy, plugins.__name__, plugins.text.letters[:3], plugins.__package__)
    try:
        plugins.nothing
    except AttributeError as e:
        print(e)
    print(local_import(), Holder.add(2, 3), Holder.times(2, 5), Holder().letters)
    failing()
    print(star_from_code())
    from plugins import cycle_a
    print(cycle_a.seen, cycle_a.cycle_b.early)

    @plugins.register("shout")
    def shout(s):
        return s.upper()
    print(registry["shout"]("hey"), "plugins.broken" in sys.modules)
    module = importlib.import_module("plugins.numbers")
    module.TWO = 5
    print(double(2), importlib.reload(module).TWO, double(2), plugins.numbers.double is double)
    del sys.modules["plugins.late"]
    print(__import__("plugins.late", fromlist=["value"]).value[0], __name__, __doc__[:7], __builtins__.len is len)


if __name__ == "__main__":
    main()
