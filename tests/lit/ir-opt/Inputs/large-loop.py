"""Writes a loop with an invariant load and more ops than are copied."""
OPS = 700
print('module target "none"')
print("func export @large(%p: ptr, %n: i64) -> i64 {\n^entry:\n  br ^head(%n)\n^head(%i: i64):")
print("  %v = load i64 %p\n  %x0 = add %i, %v")
for k in range(1, OPS):
    print(f"  %x{k} = add %x{k - 1}, %i")
print(f"  %more = icmp slt %x{OPS - 1}, %n\n  cond_br %more, ^head(%x{OPS - 1}), ^out\n^out:\n  ret %v\n}}")
