# bench: 67000
# kind: string
# bar: 1.2
"""String building and taking apart: join, slices, translation, run lengths, rotation ciphers, palindromes, base 64."""
import sys


def run_lengths(text):
    out = []
    i = 0
    while i < len(text):
        j = i
        while j < len(text) and text[j] == text[i]:
            j += 1
        out.append(f"{j - i}{text[i]}")
        i = j
    return "".join(out)


def expand(coded):
    out, number = "", ""
    for ch in coded:
        if ch.isdigit():
            number += ch
        else:
            out += ch * int(number)
            number = ""
    return out


def caesar(text, k):
    out = []
    for ch in text:
        if "a" <= ch <= "z":
            out.append(chr((ord(ch) - 97 + k) % 26 + 97))
        elif ch.isupper():
            out.append(chr((ord(ch) - 65 + k) % 26 + 65))
        else:
            out.append(ch)
    return "".join(out)


def longest_palindrome(text):
    best = ""
    for centre in range(len(text)):
        for width in (0, 1):
            lo, hi = centre, centre + width
            while lo >= 0 and hi < len(text) and text[lo] == text[hi]:
                lo -= 1
                hi += 1
            if hi - lo - 1 > len(best):
                best = text[lo + 1:hi]
    return best


ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def base64(data):
    out = []
    for i in range(0, len(data), 3):
        chunk = data[i:i + 3]
        n = int.from_bytes(chunk + bytes(3 - len(chunk)), "big")
        four = [ALPHABET[n >> shift & 63] for shift in (18, 12, 6, 0)]
        out.append("".join(four[:len(chunk) + 1]) + "=" * (3 - len(chunk)))
    return "".join(out)


def roman(n):
    out = ""
    for value, digits in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
                          (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= value:
            out += digits
            n -= value
    return out


def main(size):
    text = "".join("ab"[(i * i // 7) % 3 % 2] for i in range(size))
    coded = run_lengths(text)
    print(len(coded), coded[:40], expand(coded) == text)
    pangram = "The Quick Brown Fox Jumps Over The Lazy Dog; "
    message = pangram * (size // 50 + 1)
    secret = caesar(message, 13)
    print(secret[:45], caesar(secret, -13) == message)
    print(len(longest_palindrome(text[:size // 4])))
    print(base64(b"any carnal pleas"), len(base64(message.encode())))
    print([roman(n) for n in (1, 4, 9, 14, 40, 1994, 2023, 3999)], sum(len(roman(n)) for n in range(1, size // 4)))
    table = str.maketrans("aeiou", "43105", "xyz")
    print(pangram.lower().translate(table).title().swapcase())
    lines = [f"{i:>5}|{i * 0.5:<8.2f}|{i:^9x}|{i:08b}" for i in range(size // 10)]
    print(lines[-1], sum(map(len, lines)))
    print(pangram.split(), pangram.partition("Fox"), pangram.rpartition("o"), pangram.find("z"), pangram[::-2])
    print("%-6s|%+05d|%.3e|%r|%%|%c|%#x" % ("ab", 42, 12345.678, "q'", 65, 255))
    print("-".join(sorted(set(pangram.lower()) - set(" ;"))), "é" > "e", "ß".upper(), "ﬁ".casefold(), "日本語"[1:], len("🐍"))
    print("a,b,,c".split(","), " x  y ".split(), "x\ny\r\nz".splitlines(True), "abc".center(9, "*"), "1234".zfill(8), "tab\tx".expandtabs(4))
    for bad in ("abc", "", "12.5", "  7 ", "0x1f", "1_000"):
        try:
            print(repr(bad), int(bad))
        except ValueError as e:
            print(e)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1500)
