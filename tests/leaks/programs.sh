#!/bin/sh
# Runs the programs of tests/programs compiled in a way that finds stray reads and writes, and compares their output.
#
#   programs.sh sanitize [NAME...]      the C output built with -fsanitize=address,undefined, at -O0
#   programs.sh dbg [NAME...]           under the debug build of Python, with its assertions (PYTHON_DBG)
#
# Ends with `N passed, N failed`; what failed is under build/leaks/.
set -u
cd "$(dirname "$0")/../.."
kind=$1
shift
python=${COCONUT_PYTHON:-$(scripts/python.sh)}
out=$PWD/build/leaks/$kind
mkdir -p "$out"
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 COLUMNS=80 COCONUT_PYTHON="$python" COCONUT_HOME="$PWD" PYTHONPATH="$PWD/runtime/python"
case $kind in
sanitize) asan=$(${CC:-gcc} -print-file-name=libasan.so) ;;
dbg)
	python=${PYTHON_DBG:-/usr/bin/python3.11-dbg}
	scripts/build-runtime.sh "$python" || exit 1
	;;
*)
	echo "usage: programs.sh sanitize|dbg [NAME...]" >&2
	exit 2
	;;
esac

# A program's script as a library with checks in it: $1 file, $2 library.
build_checked() {
	bin/cpy-dis "$1" | bin/bc2ir | bin/ir-opt -O0 | bin/ir2gcc --emit=c -o "$2.c" || return 1
	${CC:-gcc} -w -O1 -g -fwrapv -fno-strict-aliasing -fno-omit-frame-pointer -fPIC -shared -fsanitize=address,undefined \
		-fno-sanitize=alignment -o "$2" "$2.c"
}

run_checked() {
	case $kind in
	sanitize)
		build_checked "$1" "$2.so" || return 1
		LD_PRELOAD=$asan PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=0 \
			UBSAN_OPTIONS=print_stacktrace=1 timeout 600 "$python" -m coconut run --with "$2.so" "$1"
		;;
	dbg) timeout 600 "$python" -m coconut run --all "$1" ;;
	esac
}

passed=0 failed=0
[ $# -gt 0 ] || set -- arithmetic attributes calls classes closures comprehensions contexts coroutines exceptions expressions fib frames \
	fstrings generators lifetimes matching namespaces nqueens operators recursion sieve strings unpacking while_loops
for name; do
	file=$PWD/tests/programs/$name.py
	[ -f "$file" ] || continue
	(cd tests/programs && "$python" "$file") >"$out/$name.want" 2>"$out/$name.want-err"
	run_checked "$file" "$out/$name" >"$out/$name.got" 2>"$out/$name.err"
	if cmp -s "$out/$name.want" "$out/$name.got" && ! grep -qE 'AddressSanitizer|runtime error:|Assertion|Fatal Python' "$out/$name.err"; then
		passed=$((passed + 1))
		echo "ok   $name"
	else
		failed=$((failed + 1))
		echo "FAIL $name"
		grep -E 'AddressSanitizer|runtime error:|Assertion|Fatal Python|error' "$out/$name.err" | head -5
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
