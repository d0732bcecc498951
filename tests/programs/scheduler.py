# bench: 130
# kind: object
# bar: 3
"""An operating-system scheduler in the manner of richards: tasks, packets, priorities, two devices."""
import sys

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
KIND_DEVICE, KIND_WORK = 0, 1


class Packet:
    def __init__(self, link, owner, kind):
        self.link = link
        self.owner = owner
        self.kind = kind
        self.datum = 0
        self.data = [0] * 4

    def append_to(self, queue):
        self.link = None
        if queue is None:
            return self
        p = queue
        while p.link is not None:
            p = p.link
        p.link = self
        return queue


class State:
    def __init__(self):
        self.packet_pending = True
        self.waiting = False
        self.holding = False

    def ready(self):
        self.packet_pending = self.waiting = self.holding = False
        return self

    def wait_with_packet(self):
        self.packet_pending = self.waiting = True
        self.holding = False
        return self

    def running(self):
        return not (self.packet_pending or self.waiting or self.holding)

    def blocked(self):
        return self.holding or (not self.packet_pending and self.waiting)

    def has_packet(self):
        return self.packet_pending and self.waiting and not self.holding


class Task(State):
    def __init__(self, system, ident, priority, queue):
        super().__init__()
        self.system = system
        self.link = system.head
        self.ident = ident
        self.priority = priority
        self.queue = queue
        self.packet_pending = queue is not None
        self.waiting = queue is not None
        self.runs = 0
        system.head = self
        system.table[ident] = self

    def fn(self, packet):
        raise NotImplementedError(type(self).__name__)

    def add_packet(self, packet, caller):
        if self.queue is None:
            self.queue = packet
            self.packet_pending = True
            if self.priority > caller.priority:
                return self
        else:
            packet.append_to(self.queue)
        return caller

    def run_once(self):
        packet = None
        if self.has_packet():
            packet = self.queue
            self.queue = packet.link
            self.waiting = False
            self.packet_pending = self.queue is not None
        self.runs += 1
        return self.fn(packet)

    def wait(self):
        self.waiting = True
        return self

    def hold(self):
        self.system.holds += 1
        self.holding = True
        return self.link

    def release(self, ident):
        other = self.system.find(ident)
        other.holding = False
        return other if other.priority > self.priority else self

    def send(self, packet):
        target = self.system.find(packet.owner)
        self.system.sent += 1
        packet.link = None
        packet.owner = self.ident
        return target.add_packet(packet, self)


class IdleTask(Task):
    def __init__(self, system, rounds):
        super().__init__(system, IDLE, 0, None)
        self.control = 1
        self.count = rounds
        self.waiting = self.packet_pending = False

    def fn(self, packet):
        self.count -= 1
        if self.count == 0:
            return self.hold()
        if self.control & 1 == 0:
            self.control //= 2
            return self.release(DEVICE_A)
        self.control = self.control // 2 ^ 0xD008
        return self.release(DEVICE_B)


class WorkTask(Task):
    destination = HANDLER_A
    letter = 0

    def fn(self, packet):
        if packet is None:
            return self.wait()
        self.destination = HANDLER_B if self.destination == HANDLER_A else HANDLER_A
        packet.owner = self.destination
        packet.datum = 0
        for i in range(len(packet.data)):
            self.letter = self.letter % 26 + 1
            packet.data[i] = ord("A") + self.letter - 1
        return self.send(packet)


class HandlerTask(Task):
    work = device = None

    def fn(self, packet):
        if packet is not None:
            if packet.kind == KIND_WORK:
                self.work = packet.append_to(self.work)
            else:
                self.device = packet.append_to(self.device)
        if self.work is not None:
            work = self.work
            if work.datum >= len(work.data):
                self.work = work.link
                return self.send(work)
            if self.device is not None:
                device = self.device
                self.device = device.link
                device.datum = work.data[work.datum]
                work.datum += 1
                return self.send(device)
        return self.wait()


class DeviceTask(Task):
    pending = None

    def fn(self, packet):
        if packet is None:
            if self.pending is None:
                return self.wait()
            done, self.pending = self.pending, None
            return self.send(done)
        self.pending = packet
        self.system.log.append(chr(packet.datum))
        return self.hold()


class System:
    def __init__(self, rounds):
        self.head = None
        self.table = [None] * 6
        self.holds = self.sent = 0
        self.log = []
        IdleTask(self, rounds)
        queue = Packet(None, 0, KIND_WORK)
        queue = Packet(queue, 0, KIND_WORK)
        WorkTask(self, WORKER, 1000, queue)
        for handler, device, priority in ((HANDLER_A, DEVICE_A, 2000), (HANDLER_B, DEVICE_B, 3000)):
            queue = None
            for _ in range(3):
                queue = Packet(queue, device, KIND_DEVICE)
            HandlerTask(self, handler, priority, queue)
        for ident, priority in ((DEVICE_A, 4000), (DEVICE_B, 5000)):
            DeviceTask(self, ident, priority, None).wait()
        for task in self.table:
            if task.queue is not None:
                task.wait_with_packet()
            elif task.ident != IDLE:
                task.packet_pending = False

    def find(self, ident):
        task = self.table[ident]
        if task is None:
            raise LookupError(f"no task {ident}")
        return task

    def schedule(self):
        task = self.head
        while task is not None:
            if task.blocked():
                task = task.link
            else:
                task = task.run_once()


def main(size):
    for round_ in range(size):
        system = System(1000)
        system.schedule()
        if round_ == 0:
            print("sent", system.sent, "held", system.holds)
            print("log", "".join(system.log)[:120], len(system.log))
            for task in system.table:
                print(type(task).__name__, task.priority, task.runs, task.running(), task.holding)
        else:
            assert system.sent == sent and system.holds == holds
        sent, holds = system.sent, system.holds
    print("rounds", size)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
