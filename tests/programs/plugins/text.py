from string import ascii_lowercase as letters


def shift(word, k=1):
    return "".join(letters[(letters.index(c) + k) % 26] for c in word)
