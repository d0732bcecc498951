"""What the files of loops share: each loop takes how often to go round and returns something that can be printed and does not depend on the run."""
LOOPS = {}


def loop(times):
    def register(function):
        LOOPS[function.__name__] = function, times
        return function
    return register


WORDS = "the quick brown fox jumps over the lazy dog and runs away from the angry bear in the deep dark forest".split()
