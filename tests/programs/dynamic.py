# bench: 900
# kind: numeric
"""Dynamic programming: knapsack, edit distance with its alignment, longest common subsequence, change, matrix chains, partitions."""
import sys


def knapsack(items, capacity):
    best = [[0] * (capacity + 1) for _ in range(len(items) + 1)]
    for i, (weight, value) in enumerate(items, 1):
        above, row = best[i - 1], best[i]
        for c in range(capacity + 1):
            row[c] = above[c]
            if weight <= c and above[c - weight] + value > row[c]:
                row[c] = above[c - weight] + value
    chosen, c = [], capacity
    for i in range(len(items), 0, -1):
        if best[i][c] != best[i - 1][c]:
            chosen.append(i - 1)
            c -= items[i - 1][0]
    return best[-1][capacity], chosen[::-1]


def edit(a, b):
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1]


def lcs(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] == b[j]:
                table[i + 1][j + 1] = table[i][j] + 1
            else:
                table[i + 1][j + 1] = max(table[i][j + 1], table[i + 1][j])
    out, i, j = [], len(a), len(b)
    while i and j:
        if table[i][j] == table[i - 1][j]:
            i -= 1
        elif table[i][j] == table[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            out.append(a[i])
    return "".join(reversed(out))


def change(amount, coins):
    ways = [1] + [0] * amount
    least = [0] + [amount + 1] * amount
    for coin in coins:
        for a in range(coin, amount + 1):
            ways[a] += ways[a - coin]
            if least[a - coin] + 1 < least[a]:
                least[a] = least[a - coin] + 1
    return ways[amount], least[amount]


def matrix_chain(dims):
    n = len(dims) - 1
    cost = [[0] * n for _ in range(n)]
    split = [[0] * n for _ in range(n)]
    for length in range(1, n):
        for i in range(n - length):
            j = i + length
            cost[i][j] = None
            for k in range(i, j):
                c = cost[i][k] + cost[k + 1][j] + dims[i] * dims[k + 1] * dims[j + 1]
                if cost[i][j] is None or c < cost[i][j]:
                    cost[i][j], split[i][j] = c, k

    def show(i, j):
        return chr(65 + i) if i == j else f"({show(i, split[i][j])}{show(split[i][j] + 1, j)})"
    return cost[0][n - 1], show(0, n - 1)


def longest_rising(items):
    best = []
    for i, x in enumerate(items):
        best.append(1 + max((best[j] for j in range(i) if items[j] < x), default=0))
    return max(best, default=0)


def partitions(n):
    p = [1] + [0] * n
    for k in range(1, n + 1):
        for i in range(k, n + 1):
            p[i] += p[i - k]
    return p[n]


def main(size):
    items = [(i * 7 % 13 + 1, i * 11 % 17 + 2) for i in range(size // 4 + 5)]
    print(knapsack(items, size))
    a = "".join("acgt"[i * i % 11 % 4] for i in range(size))
    b = "".join("acgt"[i * 3 % 7 % 4] for i in range(size))
    print(edit("kitten", "sitting"), edit("", "abc"), edit(a, b), lcs("nematode knowledge", "empty bottle"), len(lcs(a, b)))
    print(change(size * 5, (1, 2, 5, 10, 20, 50)), matrix_chain([30, 35, 15, 5, 10, 20, 25] + [i % 9 + 2 for i in range(size // 12)]))
    print(longest_rising([i * 37 % 101 for i in range(size)]), partitions(size), partitions(10))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
