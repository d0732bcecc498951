# bench: 36000
# kind: numeric
"""SHA-256, MD5, a stream cipher and xorshift generators in plain Python: masked 32- and 64-bit arithmetic against hashlib."""
import hashlib
import struct
import sys
from math import floor, sin

M32, M64 = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF


def primes(n):
    out, k = [], 2
    while len(out) < n:
        if all(k % p for p in out):
            out.append(k)
        k += 1
    return out


def root_bits(p, degree):
    """The first 32 bits of the fraction of a root of p, by integer Newton steps."""
    n, x = p << 32 * degree, 1 << 36
    while True:
        y = ((degree - 1) * x + n // x ** (degree - 1)) // degree
        if y >= x:
            return x & M32
        x = y


K = [root_bits(p, 3) for p in primes(64)]
H0 = [root_bits(p, 2) for p in primes(8)]


def rotr(x, n):
    return (x >> n | x << 32 - n) & M32


def sha256(data):
    h = list(H0)
    bits = len(data) * 8
    data += b"\x80" + bytes((55 - len(data)) % 64) + bits.to_bytes(8, "big")
    for at in range(0, len(data), 64):
        w = list(struct.unpack(">16I", data[at:at + 64]))
        for i in range(16, 64):
            a, b = w[i - 15], w[i - 2]
            s0 = rotr(a, 7) ^ rotr(a, 18) ^ a >> 3
            s1 = rotr(b, 17) ^ rotr(b, 19) ^ b >> 10
            w.append(w[i - 16] + s0 + w[i - 7] + s1 & M32)
        a, b, c, d, e, f, g, hh = h
        for i in range(64):
            s1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)
            t1 = hh + s1 + (e & f ^ ~e & g) + K[i] + w[i]
            s0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)
            t2 = s0 + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, hh = t1 + t2 & M32, a, b, c, d + t1 & M32, e, f, g
        h = [x + y & M32 for x, y in zip(h, (a, b, c, d, e, f, g, hh))]
    return "".join(f"{x:08x}" for x in h)


SHIFTS = [7, 12, 17, 22] * 4 + [5, 9, 14, 20] * 4 + [4, 11, 16, 23] * 4 + [6, 10, 15, 21] * 4
SINES = [floor(abs(sin(i + 1)) * 2 ** 32) & M32 for i in range(64)]


def md5(data):
    a0, b0, c0, d0 = 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476
    bits = len(data) * 8
    data += b"\x80" + bytes((55 - len(data)) % 64) + bits.to_bytes(8, "little")
    for at in range(0, len(data), 64):
        m = struct.unpack("<16I", data[at:at + 64])
        a, b, c, d = a0, b0, c0, d0
        for i in range(64):
            if i < 16:
                f, g = b & c | ~b & d, i
            elif i < 32:
                f, g = d & b | ~d & c, (5 * i + 1) % 16
            elif i < 48:
                f, g = b ^ c ^ d, (3 * i + 5) % 16
            else:
                f, g = c ^ (b | ~d & M32), 7 * i % 16
            f = f + a + SINES[i] + m[g] & M32
            n = SHIFTS[i]
            a, d, c, b = d, c, b, b + (f << n | f >> 32 - n) & M32
        a0, b0, c0, d0 = a0 + a & M32, b0 + b & M32, c0 + c & M32, d0 + d & M32
    return struct.pack("<4I", a0, b0, c0, d0).hex()


class Xorshift:
    def __init__(self, seed):
        self.s = seed & M64

    def next(self):
        x = self.s
        x ^= x << 13 & M64
        x ^= x >> 7
        x ^= x << 17 & M64
        self.s = x
        return x

    def __iter__(self):
        while True:
            yield self.next()


def stream_cipher(key, data):
    s, j = list(range(256)), 0
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) & 255
        s[i], s[j] = s[j], s[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) & 255
        j = (j + s[i]) & 255
        s[i], s[j] = s[j], s[i]
        out.append(byte ^ s[(s[i] + s[j]) & 255])
    return bytes(out)


def main(size):
    data = bytes(i * i % 251 for i in range(size))
    for text in (b"", b"abc", b"a" * 55, b"a" * 56, b"a" * 64, data):
        ours, theirs = (sha256(text), md5(text)), (hashlib.sha256(text).hexdigest(), hashlib.md5(text).hexdigest())
        print(len(text), *ours, ours == theirs)
    secret = stream_cipher(b"key", data)
    print(secret[:16].hex(), stream_cipher(b"key", secret) == data)
    rng = Xorshift(88172645463325252)
    print([rng.next() for _ in range(3)])
    counts = [0] * 8
    for x, _ in zip(rng, range(size)):
        counts[x >> 61] += 1
    print(counts, K[:4], H0[:2])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
