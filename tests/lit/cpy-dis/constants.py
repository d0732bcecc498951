# RUN: cpy-dis %s | filecheck %s
# Every kind of constant the compiler makes is written exactly.

x = 100000000000000000000000000000000000000000, -0.0, 1e400, 1e-7, 100000.0, 1e22, 2j
x = b"\x00a\xff\"", "a\n\t\"\\é\u200b", "\ud83d\ude00", "😀", ...
y = ((1,), ("a", (None, True, False)))
z = x in {1.5, "b c"}
w = 0x1000000000000000000000000000000000000000000000000000000000000000000000000000
# CHECK: const 0 = (100000000000000000000000000000000000000000, -0.0, inf, 1e-7, 100000.0, 1e+22, complex(0.0, 2.0))
# CHECK-NEXT: const 1 = (b"\x00a\xff\"", "a\n\t\"\\é\u200b", "\ud83d\ude00", "😀", Ellipsis)
# CHECK-NEXT: const 2 = ((1,), ("a", (None, True, False)))
# CHECK-NEXT: const 3 = frozenset({{"b c", 1.5|1.5, "b c"}})
# CHECK-NEXT: const 4 = 0x1000000000000000000000000000000000000000000000000000000000000000000000000000{{$}}
