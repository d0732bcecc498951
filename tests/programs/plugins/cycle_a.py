from . import cycle_b

name = "a"
seen = cycle_b.peek()
