"""What coconut.info returns."""


class Deopt:
    """A place where native code handed over to the interpreter: byte offset, line, reason and how often."""

    __slots__ = ("offset", "line", "reason", "count")

    def __init__(self, offset, line, reason, count):
        self.offset, self.line, self.reason, self.count = offset, line, reason, count

    def __repr__(self):
        return f"Deopt(offset={self.offset}, line={self.line}, reason={self.reason!r}, count={self.count})"


class Guard:
    """A bytecode whose guards failed in specialised code, which went on as it would without: byte offset, line and how often; whether so often that the
    JIT compiles the function again without them."""

    __slots__ = ("offset", "line", "count", "keeps_failing")

    def __init__(self, offset, line, count, keeps_failing):
        self.offset, self.line, self.count, self.keeps_failing = offset, line, count, keeps_failing

    def __repr__(self):
        return f"Guard(offset={self.offset}, line={self.line}, count={self.count}, keeps_failing={self.keeps_failing})"


class Info:
    """Facts about one code object.

    qualname, file, line    which one
    compiled                whether its calls run native code
    library, tool, options  where that comes from, None while interpreted
    calls                   how often it was called, None unless COCONUT_REPORT or COCONUT_COUNT asked for counting
    replaced                how often native code took over a call that the interpreter was in the middle of
    deopts, deopt_sites     how often it fell back to the interpreter, and where
    guards                  where guards failed in specialised code, and how often
    """

    __slots__ = ("qualname", "file", "line", "compiled", "library", "tool", "options", "calls", "replaced", "deopts", "deopt_sites",
                 "guards")

    def __repr__(self):
        what = f"compiled, {self.library}" if self.compiled else "interpreted"
        return f"<coconut.Info {self.qualname} ({self.file}:{self.line}): {what}, {self.deopts} deopts>"

    def __str__(self):
        lines = [f"{self.qualname} ({self.file}:{self.line})"]
        if self.compiled:
            lines.append(f"  compiled: {self.library} (coconut {self.tool}, {self.options})")
        else:
            lines.append("  interpreted")
        if self.calls is not None:
            lines.append(f"  calls: {self.calls}")
        if self.replaced:
            lines.append(f"  taken over from the interpreter: {self.replaced}")
        lines.append(f"  deopts: {self.deopts}")
        lines += [f"    line {d.line}, offset {d.offset}: {d.reason}, {d.count} times" for d in self.deopt_sites]
        if self.guards:
            lines.append("  guards that failed in specialised code:")
        lines += [f"    line {g.line}, offset {g.offset}: {g.count} times{', to be compiled without' if g.keeps_failing else ''}" for g in self.guards]
        return "\n".join(lines)


def make(code, facts):
    """An Info from a code object and what _runtime.info says of it."""
    result = Info()
    result.qualname, result.file, result.line = code.co_qualname, code.co_filename, code.co_firstlineno
    compiled, library, tool, options, calls, sites, replaced, guards = facts or (False, None, None, None, None, (), 0, ())
    result.compiled = compiled
    result.library, result.tool, result.options = library, tool, options
    result.calls = calls
    result.replaced = replaced
    result.deopt_sites = [Deopt(*site) for site in sites]
    result.deopts = sum(d.count for d in result.deopt_sites)
    result.guards = [Guard(*guard) for guard in guards]
    return result
