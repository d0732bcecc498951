# opt: -O0 -O2
# kind: attribute
"""Attributes that a class has and some of its instances have for themselves: set, deleted, replaced, and turned into something else."""
import sys


class Job:
    priority = 1
    name = "job"
    owner = None
    factor = 2.5

    def __init__(self, i):
        self.i = i
        if i % 3 == 0:
            self.priority = i
        if i % 5 == 0:
            self.name = f"job{i}"

    def weight(self):
        return self.i + self.priority

    def label(self):
        return self.name

    def scaled(self):
        return self.factor * self.priority


class Urgent(Job):
    priority = 7


class Asked(Job):
    def __getattr__(self, name):
        return len(name)

    def more(self):
        return self.priority + self.missing


def weights(jobs):
    s = 0
    for j in jobs:
        s += j.weight()
    return s


def labels(jobs):
    return [j.label() for j in jobs]


def direct(jobs):
    s = 0
    for j in jobs:
        s += j.priority * 2
    return s


def total(jobs):
    return weights(jobs), direct(jobs), labels(jobs)[::7], sum(j.scaled() for j in jobs)


class Tagged:
    """A default whose class may turn into that of a descriptor."""

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"Tagged({self.value})"


class Holder:
    tag = Tagged(0)

    def __init__(self, own):
        if own:
            self.tag = "own"

    def get(self):
        return self.tag


def tags(holders):
    return [h.get() for h in holders]


def main(size):
    jobs = [(Job, Urgent, Asked)[i % 4 % 3](i) for i in range(max(30, size))]
    for _ in range(3):
        print(total(jobs))
    print(sum(j.more() for j in jobs if isinstance(j, Asked)))
    for j in jobs[::2]:
        vars(j).pop("priority", None)
    print(total(jobs))
    for j in jobs[::7]:
        j.priority = 100
    print(total(jobs))
    Job.priority = 50
    print(total(jobs))
    Job.priority = "text"
    try:
        print(weights(jobs))
    except TypeError as e:
        print(e)
    Job.priority = property(lambda self: self.i)
    print(total(jobs))
    Urgent.priority = 3
    print(total(jobs))
    del Job.priority
    try:
        print(weights(jobs))
    except AttributeError as e:
        print(e)
    Job.priority = 9
    for j in jobs:
        if "priority" in vars(j):
            del j.priority
    print(total(jobs))
    holders = [Holder(i % 2) for i in range(20)]
    print(tags(holders))
    Tagged.__get__ = lambda self, o, t: "got"
    print(tags(holders))
    Tagged.__set__ = lambda self, o, v: None
    print(tags(holders))
    del Tagged.__get__, Tagged.__set__
    print(tags(holders))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
