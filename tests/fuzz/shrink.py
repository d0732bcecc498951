"""Makes a failing program small: deletes statements and replaces expressions as long as it keeps failing."""

import ast
import time


def bodies(tree):
    """Every list of statements of a program, with what it belongs to."""
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            statements = getattr(node, field, None)
            if isinstance(statements, list) and statements:
                yield node, field


def deletions(tree):
    """Edits of the statements: cut ranges of each body, halves first, then hoist what a compound statement holds."""
    for i, (node, field) in enumerate(list(bodies(tree))):
        size = len(getattr(node, field))
        step = size
        while step >= 1:
            for start in range(0, size, step):
                yield ("cut", i, start, step)
            step //= 2
        for start in range(size):
            yield ("hoist", i, start, 0)


def apply(source, edit):
    """The text after an edit, or None where it does not apply."""
    tree = ast.parse(source)
    kind, i, start, step = edit
    places = list(bodies(tree))
    if i >= len(places):
        return None
    node, field = places[i]
    statements = getattr(node, field)
    if isinstance(node, ast.Module) and kind == "cut":
        return None
    if kind == "cut":
        if start >= len(statements):
            return None
        del statements[start : start + step]
        if not statements and field == "body":
            statements.append(ast.Pass())
    else:
        if start >= len(statements) or isinstance(node, ast.Module) or field in ("handlers", "cases"):
            return None
        inner = getattr(statements[start], "body", None)
        if not isinstance(inner, list):
            return None
        statements[start : start + 1] = inner
    return unparse(tree)


def unparse(tree):
    try:
        text = ast.unparse(ast.fix_missing_locations(tree))
        compile(text, "fuzz.py", "exec")
        return text + "\n"
    except (SyntaxError, ValueError, RecursionError, AttributeError):
        return None


def smaller_expressions(source):
    """Texts in which one expression is replaced by one of its parts, or by None."""
    count = sum(isinstance(n, ast.expr) for n in ast.walk(ast.parse(source)))
    for i in range(count):
        tree = ast.parse(source)
        node = [n for n in ast.walk(tree) if isinstance(n, ast.expr)][i]
        if isinstance(node, (ast.Constant, ast.Name)) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            continue
        parts = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr)]
        for part in [*parts, ast.Constant(None)]:
            text = unparse(Replace(node, part).visit(tree))
            if text is not None and len(text) < len(source):
                yield text
            tree = ast.parse(source)
            node = [n for n in ast.walk(tree) if isinstance(n, ast.expr)][i]
            parts = None


class Replace(ast.NodeTransformer):
    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit(self, node):
        return self.new if node is self.old else super().visit(node)


def shrink(source, fails, seconds):
    """The smallest text found within `seconds` for which fails(text) holds."""
    import warnings

    warnings.simplefilter("ignore", SyntaxWarning)
    deadline = time.monotonic() + seconds
    best = unparse(ast.parse(source))
    if best is None or not fails(best):
        return source
    changed = True
    while changed and time.monotonic() < deadline:
        changed = False
        for edit in deletions(ast.parse(best)):
            if time.monotonic() > deadline:
                return best
            text = apply(best, edit)
            if text is not None and len(text) < len(best) and fails(text):
                best, changed = text, True
        for text in smaller_expressions(best):
            if time.monotonic() > deadline:
                return best
            if fails(text):
                best, changed = text, True
                break
    return best
