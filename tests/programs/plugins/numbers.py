"""No __all__: a star import takes the public names."""
ONE, TWO = 1, 2
_private = 3


def double(x):
    return x * TWO


def _hidden():
    return _private
