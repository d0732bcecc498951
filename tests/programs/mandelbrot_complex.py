# bench: 610
# kind: numeric
"""The same set on complex numbers, packed to bits, with Julia sets for good measure."""
import sys


def bits(width, limit):
    packed = bytearray()
    for row in range(width):
        byte = 0
        imag = 2 * row / width - 1
        for col in range(width):
            c = complex(2 * col / width - 1.5, imag)
            z = 0j
            inside = 1
            for _ in range(limit):
                z = z * z + c
                if abs(z) > 2:
                    inside = 0
                    break
            byte = byte << 1 | inside
            if col % 8 == 7:
                packed.append(byte)
                byte = 0
        if width % 8:
            packed.append(byte << (8 - width % 8))
    return packed


def julia(z, c, limit):
    for n in range(limit):
        if z.real * z.real + z.imag * z.imag > 4:
            return n
        z = z ** 2 + c
    return limit


def main(size):
    packed = bits(size, 40)
    total = 0
    for i, b in enumerate(packed):
        total = (total * 31 + b * (i + 1)) % 1_000_003
    print(len(packed), total, packed[:16].hex())
    for c in (-0.8 + 0.156j, 0.285 + 0.01j, -0.4 - 0.6j, 1j):
        counts = [julia(complex(x / 8, y / 8), c, 30) for x in range(-8, 9) for y in range(-8, 9)]
        print(c, sum(counts), max(counts), counts[140:150])
    print((3 + 4j) * (1 - 2j), (3 + 4j) / (1 - 2j), -(2j), (1 + 2j).conjugate(), abs(3 + 4j))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 24)
