# bench: 9000
# kind: object
"""A bank in discrete events: customers as generators, tellers, a heap of events, seeded random numbers, statistics at the end."""
import heapq
import random
import sys
from collections import deque
from itertools import count


class Simulation:
    def __init__(self, seed):
        self.now, self.queue, self.serial = 0.0, [], count()
        self.random = random.Random(seed)

    def start(self, process, delay=0.0):
        heapq.heappush(self.queue, (self.now + delay, next(self.serial), process))

    def run(self, until):
        events = 0
        while self.queue and self.queue[0][0] <= until:
            self.now, _, process = heapq.heappop(self.queue)
            events += 1
            try:
                command = process.send(None)
            except StopIteration:
                continue
            if isinstance(command, (int, float)):
                self.start(process, command)
            else:
                command.wait(process)
        return events


class Resource:
    def __init__(self, sim, capacity):
        self.sim, self.free, self.waiting, self.longest = sim, capacity, deque(), 0

    def wait(self, process):
        if self.free:
            self.free -= 1
            self.sim.start(process)
        else:
            self.waiting.append(process)
            self.longest = max(self.longest, len(self.waiting))

    def release(self):
        if self.waiting:
            self.sim.start(self.waiting.popleft())
        else:
            self.free += 1


class Customer:
    served = 0

    def __init__(self, sim, number, bank, waits):
        self.sim, self.number, self.bank, self.waits = sim, number, bank, waits

    def life(self):
        arrived = self.sim.now
        yield self.bank
        waited = self.sim.now - arrived
        self.waits.append(waited)
        try:
            yield self.sim.random.expovariate(1 / 4.0)
            if self.number % 50 == 0:
                raise RuntimeError("wants the manager")
            Customer.served += 1
        except RuntimeError:
            yield 10
        finally:
            self.bank.release()


def arrivals(sim, n, bank, waits):
    for i in range(n):
        sim.start(Customer(sim, i, bank, waits).life())
        yield sim.random.expovariate(1 / 1.4)


def histogram(values, bins=8):
    top = max(values) or 1
    counts = [0] * bins
    for v in values:
        counts[min(bins - 1, int(v / top * bins))] += 1
    return counts


def main(size):
    for tellers in (2, 3, 4):
        Customer.served = 0
        sim, waits = Simulation(1234), []
        bank = Resource(sim, tellers)
        sim.start(arrivals(sim, size, bank, waits))
        events = sim.run(10 ** 9)
        print(f"{tellers} tellers: {events} events, served {Customer.served} until {sim.now:.6f}, longest queue {bank.longest}, mean wait {sum(waits) / len(waits):.6f}")
        print("   ", histogram(waits))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
