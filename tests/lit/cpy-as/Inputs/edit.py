"""The edit a person would make: copies text, changing `a + b` of add into `a * b - 100 + b`."""
import re
import sys

text = open(sys.argv[1], encoding="utf-8").read()
text = re.sub(r"stacksize .*\n", "", text)
text, n = re.subn(
    r'(.*BINARY_OP) 0 "\+"(.*\n)',
    r'\1 "*"\2  LOAD_CONST = 100\n  BINARY_OP "-"\n  LOAD_FAST "b"\n  BINARY_OP "+"\n',
    text,
)
assert n == 1, n
open(sys.argv[2], "w", encoding="utf-8").write(text)
