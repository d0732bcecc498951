# bench: 320000
# kind: string
"""Bytes work: struct records, checksums, a bit reader, LZ77 and Huffman coding, hex dumps, memory views, arrays, utf-8 by hand."""
import array
import heapq
import struct
import sys
import zlib

RECORD = struct.Struct("<IhBx8sd?")


def crc_table():
    table = []
    for n in range(256):
        for _ in range(8):
            n = 0xEDB88320 ^ n >> 1 if n & 1 else n >> 1
        table.append(n)
    return table


TABLE = crc_table()


def crc32(data):
    c = 0xFFFFFFFF
    for b in data:
        c = TABLE[(c ^ b) & 0xFF] ^ c >> 8
    return c ^ 0xFFFFFFFF


def adler(data):
    a, b = 1, 0
    for x in data:
        a = (a + x) % 65521
        b = (b + a) % 65521
    return b << 16 | a


def lz_pack(data, window=255):
    out = bytearray()
    i = 0
    while i < len(data):
        best = off = 0
        for j in range(max(0, i - window), i):
            n = 0
            while n < 18 and i + n < len(data) and data[j + n] == data[i + n]:
                n += 1
            if n > best:
                best, off = n, i - j
        if best > 3:
            out += bytes((1, off, best))
            i += best
        else:
            out += b"\0" + data[i:i + 1]
            i += 1
    return bytes(out)


def lz_unpack(packed):
    out = bytearray()
    it = iter(packed)
    for kind in it:
        if kind:
            off, n = next(it), next(it)
            for _ in range(n):
                out.append(out[-off])
        else:
            out.append(next(it))
    return bytes(out)


def huffman(data):
    counts = {}
    for b in data:
        counts[b] = counts.get(b, 0) + 1
    heap = [(n, b, (b,)) for b, n in counts.items()]
    heapq.heapify(heap)
    codes = dict.fromkeys(counts, "")
    while len(heap) > 1:
        n1, k1, s1 = heapq.heappop(heap)
        n2, k2, s2 = heapq.heappop(heap)
        for b in s1:
            codes[b] = "0" + codes[b]
        for b in s2:
            codes[b] = "1" + codes[b]
        heapq.heappush(heap, (n1 + n2, min(k1, k2), s1 + s2))
    bits = "".join(codes[b] for b in data)
    back, word = bytearray(), ""
    decode = {v: k for k, v in codes.items()}
    for bit in bits:
        word += bit
        if word in decode:
            back.append(decode[word])
            word = ""
    return len(bits), bytes(back) == data, sorted(codes.items(), key=lambda kv: (len(kv[1]), kv[0]))[:3]


def utf8(text):
    out = bytearray()
    for ch in text:
        n = ord(ch)
        if n < 0x80:
            out.append(n)
        elif n < 0x800:
            out += bytes([0xC0 | n >> 6, 0x80 | n & 63])
        elif n < 0x10000:
            out += bytes([0xE0 | n >> 12, 0x80 | n >> 6 & 63, 0x80 | n & 63])
        else:
            out += bytes([0xF0 | n >> 18, 0x80 | n >> 12 & 63, 0x80 | n >> 6 & 63, 0x80 | n & 63])
    return bytes(out)


def dump(data):
    for at in range(0, len(data), 16):
        row = data[at:at + 16]
        print(f"{at:06x}  {row.hex(' '):47}  {''.join(chr(b) if 32 <= b < 127 else '.' for b in row)}")


def main(size):
    text = ("".join("abracadabra alakazam "[i * i % 21] for i in range(size // 4)) + "hocus pocus " * (size // 40)).encode()
    print(len(text), hex(crc32(text)), crc32(text) == zlib.crc32(text), adler(text) == zlib.adler32(text))
    part = text[:size // 3]
    packed = lz_pack(part)
    print(len(packed), lz_unpack(packed) == part, huffman(text))
    records = b"".join(RECORD.pack(i, -i, i % 256, f"n{i}".encode(), i / 3, i % 2) for i in range(size // 20))
    total = 0
    for number, neg, small, name, real, flag in RECORD.iter_unpack(records):
        total += number + neg + small + len(name.rstrip(b"\0")) + real * flag
    print(RECORD.size, f"{total:.6f}")
    dump(records[:40])
    samples = "aß€😀\x7f\u07ff\uffff"
    print(utf8(samples) == samples.encode(), utf8(samples))
    view = memoryview(bytearray(b"0123456789"))
    view[2:4] = b"xy"
    print(bytes(view[::-3]), view[1:5].tobytes(), view.cast("H")[0], array.array("i", [1, 2, 3])[::-1].tolist())
    data = bytearray(b"hello")
    data[0] ^= 0x20
    data.extend(b" world")
    del data[5]
    print(data, data.upper().split(b"W"), data.find(b"w"), b"%s-%d" % (b"x", 5), b"a\xff".decode("latin-1"), bytes.fromhex("de ad"), (1000).to_bytes(3, "little"))
    for bad in (lambda: bytes([256]), lambda: b"a" + "b", lambda: struct.pack("B", 300), lambda: struct.unpack("I", b"ab"), lambda: b"\xff".decode(), lambda: "\ud800".encode(), lambda: data.__setitem__(0, 999), lambda: view.__setitem__(99, 1)):
        try:
            print(bad())
        except (ValueError, TypeError, struct.error, IndexError) as e:
            print(type(e).__name__, e)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
