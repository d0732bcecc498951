from . import cycle_a


def peek():
    return getattr(cycle_a, "name", "nothing yet")


early = hasattr(cycle_a, "seen")
