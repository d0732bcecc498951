# bench: 240
# kind: object
"""Graph algorithms: Dijkstra, A*, topological sort, components, spanning tree, Floyd-Warshall, max flow, cycles, page rank."""
import sys
from collections import defaultdict, deque
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush


class Graph:
    def __init__(self):
        self.edges = defaultdict(dict)

    def add(self, a, b, w=1):
        self.edges[a][b] = w
        self.edges[b]

    def dijkstra(self, start):
        dist, prev, heap = {start: 0}, {}, [(0, start)]
        while heap:
            d, node = heappop(heap)
            if d > dist[node]:
                continue
            for other, w in self.edges[node].items():
                nd = d + w
                if nd < dist.get(other, float("inf")):
                    dist[other], prev[other] = nd, node
                    heappush(heap, (nd, other))
        return dist, prev

    def path(self, start, end):
        dist, prev = self.dijkstra(start)
        if end not in dist:
            return None
        out = [end]
        while out[-1] != start:
            out.append(prev[out[-1]])
        return dist[end], out[::-1]

    def components(self):
        """Strongly connected, by Tarjan's method without recursion limits in mind."""
        index, low, stack, on, out = {}, {}, [], set(), []

        def visit(v):
            index[v] = low[v] = len(index)
            stack.append(v)
            on.add(v)
            for w in self.edges[v]:
                if w not in index:
                    visit(w)
                    low[v] = min(low[v], low[w])
                elif w in on:
                    low[v] = min(low[v], index[w])
            if low[v] == index[v]:
                part = []
                while True:
                    w = stack.pop()
                    on.discard(w)
                    part.append(w)
                    if w == v:
                        break
                out.append(sorted(part))

        for v in list(self.edges):
            if v not in index:
                visit(v)
        return out


def spanning_tree(edges, n):
    parent = list(range(n))

    def find(x):
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x
    total, used = 0, []
    for w, a, b in sorted(edges):
        ra, rb = find(a), find(b)
        if ra != rb:
            parent[ra] = rb
            total += w
            used.append((a, b))
    return total, used


def floyd(n, edges):
    inf = 10 ** 9
    d = [[0 if i == j else inf for j in range(n)] for i in range(n)]
    for w, a, b in edges:
        d[a][b] = min(d[a][b], w)
    for k in range(n):
        dk = d[k]
        for i in range(n):
            dik = d[i][k]
            row = d[i]
            for j in range(n):
                if dik + dk[j] < row[j]:
                    row[j] = dik + dk[j]
    return d


def astar(grid, start, goal):
    heap, cost = [(0, start)], {start: 0}
    while heap:
        _, (x, y) = heappop(heap)
        if (x, y) == goal:
            return cost[goal], len(cost)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            nx, ny = x + dx, y + dy
            if 0 <= nx < len(grid[0]) and 0 <= ny < len(grid) and grid[ny][nx] != "#":
                c = cost[x, y] + 1
                if c < cost.get((nx, ny), 1 << 30):
                    cost[nx, ny] = c
                    heappush(heap, (c + abs(goal[0] - nx) + abs(goal[1] - ny), (nx, ny)))
    return None


def max_flow(capacity, source, sink):
    flow = 0
    while True:
        prev, queue = {source: None}, deque([source])
        while queue and sink not in prev:
            v = queue.popleft()
            for w, c in capacity[v].items():
                if c > 0 and w not in prev:
                    prev[w] = v
                    queue.append(w)
        if sink not in prev:
            return flow
        path, v = [], sink
        while (u := prev[v]) is not None:
            path.append((u, v))
            v = u
        push = min(capacity[a][b] for a, b in path)
        for a, b in path:
            capacity[a][b] -= push
            capacity[b][a] = capacity[b].get(a, 0) + push
        flow += push


def rank(graph, rounds=20, d=0.85):
    nodes = list(graph.edges)
    r = dict.fromkeys(nodes, 1 / len(nodes))
    for _ in range(rounds):
        new = dict.fromkeys(nodes, (1 - d) / len(nodes))
        for v in nodes:
            out = graph.edges[v]
            for w in out or nodes:
                new[w] += d * r[v] / len(out or nodes)
        r = new
    return r


def main(size):
    g, edges, x = Graph(), [], 3
    for i in range(size * 4):
        x = (x * 75 + 74) % 65537
        a, b, w = x % size, x // 7 % size, x % 19 + 1
        g.add(a, b, w)
        edges.append((w, a, b))
    dist, _ = g.dijkstra(0)
    d = floyd(size, edges)
    print(len(dist), sum(dist.values()), max(dist.values()), g.path(0, size - 1), g.path(0, "absent"))
    print(sum(1 for row in d for v in row if v < 10 ** 9), spanning_tree(edges, size)[0], [len(c) for c in g.components()][:5])
    tasks = {"shoes": {"socks", "trousers"}, "trousers": {"pants"}, "socks": set(), "coat": {"shirt"}, "belt": {"trousers"}}
    order = TopologicalSorter({k: sorted(v) for k, v in tasks.items()})
    print(list(order.static_order()))
    try:
        list(TopologicalSorter({1: [2], 2: [3], 3: [1]}).static_order())
    except CycleError as e:
        print(e.args[0], len(e.args[1]))
    maze = ["".join("#" if (c * r + c * 3) % 7 == 1 and (c, r) != (0, 0) else "." for c in range(size)) for r in range(size)]
    maze[-1] = "." * size
    print(astar(maze, (0, 0), (size - 1, size - 1)))
    cap = defaultdict(dict)
    for w, a, b in edges:
        if a != b:
            cap[a][b] = w
    print(max_flow(cap, edges[0][1], edges[1][2]))
    r = rank(g)
    print([f"{k}:{v:.5f}" for k, v in sorted(r.items(), key=lambda kv: (-kv[1], kv[0]))[:4]], f"{sum(r.values()):.9f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
