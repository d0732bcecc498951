# kind: script
# stdin: It was the best of times,\nit was the worst of times;\n\nit was the age of wisdom... it was the age of FOOLISHNESS!\nüber  Über\ttab\n
"""Reads standard input by lines: counts lines, words and letters, and prints the commonest words, an index and a bigram chain."""
import sys
from collections import Counter, OrderedDict, deque


def words(lines):
    for number, line in enumerate(lines, 1):
        for raw in line.split():
            word = "".join(ch for ch in raw.lower() if ch.isalpha())
            if word:
                yield number, word


def main():
    lines = sys.stdin.readlines()
    found = list(words(lines))
    print(len(lines), len(found), sum(map(len, lines)))
    counts = Counter(w for _, w in found)
    for word, n in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:8]:
        print(f"{word:12}{n:4} {'*' * n}")
    index = OrderedDict()
    for number, word in found:
        index.setdefault(word, []).append(number)
    for word in sorted(index):
        print(word, *dict.fromkeys(index[word]))
    chain = {}
    for (_, a), (_, b) in zip(found, found[1:]):
        chain.setdefault(a, Counter())[b] += 1
    word, seen = "it", []
    while word in chain and len(seen) < 12:
        seen.append(word)
        word = min(chain[word], key=lambda w: (-chain[word][w], w))
    print(" ".join(seen))
    letters = Counter("".join(counts.elements()))
    print(letters.most_common(1)[0][0], letters["z"], letters.total(), sorted((letters - Counter("aeiou" * 9)).items())[:5])
    print(list(deque(lines, maxlen=1)), sys.stdin.read() == "")


if __name__ == "__main__":
    main()
