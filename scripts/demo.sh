#!/bin/sh
# The chain on a real program: what each stage writes for one function, then the whole program interpreted and compiled.
#
#   scripts/demo.sh [PROGRAM [FUNCTION [ARGUMENTS…]]]      default: a program of tests/programs
#
# Every text is kept whole in build/demo/. The first DEMO_LINES lines of each are shown (default 24).
set -eu
cd "$(dirname "$0")/.."
program=${1:-tests/programs/range_sum.py}
function=${2:-squares_mod}
[ $# -gt 2 ] && shift 2 || set -- 3000000
lines=${DEMO_LINES:-24}
[ "$lines" -gt 0 ] 2>/dev/null || lines=24
python=${COCONUT_PYTHON:-$(scripts/python.sh)}
COCONUT_PYTHON=$python
export COCONUT_PYTHON
eval "$(bin/coconut env)"
out=build/demo
rm -rf "$out"
mkdir -p "$out"

title() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || title() { printf '\n%s\n' "$*"; }
# Shows a text from the first line that matches a pattern on, and says where the rest is.
show() {
	from=$(grep -n -m 1 -e "$2" "$1" | cut -d : -f 1) || from=1
	tail -n "+${from:-1}" "$1" | head -n "$lines" | cut -c 1-140 | sed 's/^/    /'
	total=$(wc -l <"$1")
	[ "$total" -le "$lines" ] || echo "    … all $total lines: $1"
}

title "The function '$function' of $program"
awk -v name="${function##*.}" '
	$1 == "def" && index($2, name "(") == 1 { match($0, /^ */); depth = RLENGTH; on = 1; print; next }
	on && /[^ ]/ { match($0, /^ */); if (RLENGTH <= depth) exit }
	on && !NF { blank = blank "\n"; next }
	on { printf "%s%s\n", blank, $0; blank = "" }' "$program" | sed 's/^/    /'

title "1. As CPython's bytecode: blocks, and the stack depth in brackets"
echo "$ cpy-dis --function $function $program"
cpy-dis --function "$function" "$program" -o "$out/1.bc"
show "$out/1.bc" '^\^'

title "2. As IR: one op for each thing a bytecode does, values instead of a stack"
echo "$ … | bc2ir"
bc2ir "$out/1.bc" -o "$out/2.ir"
show "$out/2.ir" "^\^"

title "3. Optimised and lowered: every step the machine will take, before GCC sees it"
echo "$ … | ir-opt -O2"
ir-opt -O2 "$out/2.ir" -o "$out/3.ir"
show "$out/3.ir" "^^b[0-9]"

title "4. As machine code, by libgccjit"
echo "$ … | ir2gcc --emit=asm"
ir2gcc --emit=asm "$out/3.ir" -o "$out/4.s"
show "$out/4.s" "call.*Coconut_"

title "5. The whole program, compiled to a library and run in CPython"
echo "$ cpy-dis $program | bc2ir | ir-opt -O2 | ir2gcc -o $out/program.so"
cpy-dis "$program" | bc2ir | ir-opt -O2 | ir2gcc -o "$out/program.so"
ls -l "$out/program.so" | awk '{ print "    " $5 " bytes" }'
echo "$ python3 $program $*"
"$python" "$program" "$@" >"$out/interpreted.txt"
echo "$ python3 -m coconut run --with $out/program.so $program $*"
"$python" -m coconut run --with "$out/program.so" "$program" "$@" >"$out/compiled.txt"
if cmp -s "$out/interpreted.txt" "$out/compiled.txt"; then
	head -n 3 "$out/compiled.txt" | sed 's/^/    /'
	echo "    … the same output, all $(wc -l <"$out/compiled.txt") lines"
else
	echo "    the outputs differ: diff $out/interpreted.txt $out/compiled.txt" >&2
	exit 1
fi

title "6. Times, best of five runs each, alternately"
"$python" scripts/demo_times.py "$python" "$out/program.so" "$program" "$@"
