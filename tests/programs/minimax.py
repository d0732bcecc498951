# bench: 7
# kind: object
"""Games: noughts and crosses solved with alpha-beta and a table, nim, connect four to a depth, a knight's tour by Warnsdorff's rule."""
import sys

LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


class Noughts:
    def __init__(self):
        self.cells = [" "] * 9
        self.nodes = 0
        self.table = {}

    def winner(self):
        c = self.cells
        for x, y, z in LINES:
            if c[x] != " " and c[x] == c[y] == c[z]:
                return c[x]
        return None

    def search(self, player, alpha=-2, beta=2):
        self.nodes += 1
        key = "".join(self.cells) + player
        if key in self.table:
            return self.table[key]
        won = self.winner()
        if won:
            return (1 if won == "X" else -1), None
        moves = [i for i in range(9) if self.cells[i] == " "]
        if not moves:
            return 0, None
        best = (-2, None) if player == "X" else (2, None)
        cut = False
        for move in moves:
            self.cells[move] = player
            score, _ = self.search("O" if player == "X" else "X", alpha, beta)
            self.cells[move] = " "
            if player == "X" and score > best[0]:
                best = score, move
                alpha = max(alpha, score)
            elif player == "O" and score < best[0]:
                best = score, move
                beta = min(beta, score)
            if alpha >= beta:
                cut = True
                break
        if not cut:
            self.table[key] = best
        return best


def connect_four(depth):
    columns = [[] for _ in range(7)]
    nodes = 0

    def wins(col, who):
        row = len(columns[col]) - 1
        for dx, dy in ((1, 0), (0, 1), (1, 1), (1, -1)):
            run = 1
            for sign in (1, -1):
                x, y = col + sign * dx, row + sign * dy
                while 0 <= x < 7 and 0 <= y < len(columns[x]) and columns[x][y] == who:
                    run += 1
                    x, y = x + sign * dx, y + sign * dy
            if run >= 4:
                return True
        return False

    def negamax(who, left, alpha, beta):
        nonlocal nodes
        nodes += 1
        if left == 0:
            return sum((3 - abs(3 - x)) * (1 if cell == who else -1) for x, col in enumerate(columns) for cell in col), None
        best, choice = -10 ** 6, None
        for col in (3, 2, 4, 1, 5, 0, 6):
            if len(columns[col]) == 6:
                continue
            columns[col].append(who)
            score = 1000 + left if wins(col, who) else -negamax(1 - who, left - 1, -beta, -alpha)[0]
            columns[col].pop()
            if score > best:
                best, choice = score, col
            alpha = max(alpha, best)
            if alpha >= beta:
                break
        return best, choice

    moves = []
    who = 0
    for _ in range(8):
        _, col = negamax(who, depth, -10 ** 6, 10 ** 6)
        columns[col].append(who)
        moves.append(col)
        who = 1 - who
    return moves, nodes


def nim(heaps):
    x = 0
    for h in heaps:
        x ^= h
    return next(((i, h - (h ^ x)) for i, h in enumerate(heaps) if h ^ x < h), None)


def knight(n):
    board = [[0] * n for _ in range(n)]
    jumps = [(1, 2), (2, 1), (2, -1), (1, -2), (-1, -2), (-2, -1), (-2, 1), (-1, 2)]

    def free(x, y):
        return [(x + dx, y + dy) for dx, dy in jumps if 0 <= x + dx < n and 0 <= y + dy < n and not board[y + dy][x + dx]]
    x = y = 0
    for step in range(1, n * n + 1):
        board[y][x] = step
        options = free(x, y)
        if not options:
            return step, board
        x, y = min(options, key=lambda p: (len(free(*p)), p))
    return n * n, board


def main(size):
    game = Noughts()
    print(game.search("X"), game.nodes, len(game.table))
    player, played = "X", []
    while (score_move := game.search(player))[1] is not None:
        game.cells[score_move[1]] = player
        played.append(score_move[1])
        player = "O" if player == "X" else "X"
    print(played, "".join(game.cells))
    print(connect_four(size))
    print([nim(h) for h in ((3, 4, 5), (1, 1), (7, 2, 9, 4), (0,))])
    steps, board = knight(4 + size * 2)
    print(steps)
    for row in board[:6]:
        print("".join(f"{c:4}" for c in row[:12]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
