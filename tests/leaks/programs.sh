#!/bin/sh
# Runs the programs of tests/programs compiled in a way that finds stray reads and writes, and compares their output.
#
#   programs.sh sanitize [NAME...]      the C output built with -fsanitize=address,undefined, at -O0
#   programs.sh dbg [NAME...]           under the debug build of Python, with its assertions (PYTHON_DBG)
#
# OPT is the level of the compiled code (-O0). Without names all programs run; what is built is kept, so that a second run compiles
# only what has changed. A program that the interpreter by itself dies of is left out, and named. Ends with `N passed, N failed`; what failed is under
# build/leaks/.
set -u
cd "$(dirname "$0")/../.."
kind=$1
shift
python=${COCONUT_PYTHON:-$(scripts/python.sh)}
opt=${OPT:--O0}
out=$PWD/build/leaks/$kind$opt
mkdir -p "$out"
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 PYTHONIOENCODING=utf-8 COLUMNS=80
export COCONUT_PYTHON="$python" COCONUT_HOME="$PWD" COCONUT_OPT="$opt" COCONUT_CACHE="${COCONUT_CACHE:-$PWD/build/test-cache}"
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
	bin/cpy-dis "$1" | bin/bc2ir | bin/ir-opt "$opt" | bin/ir2gcc --emit=c -o "$2.new.c" || return 1
	[ -f "$2" ] && cmp -s "$2.c" "$2.new.c" && return
	mv "$2.new.c" "$2.c"
	${CC:-gcc} -w -O1 -g -fwrapv -fno-strict-aliasing -fno-omit-frame-pointer -fPIC -shared -fsanitize=address,undefined \
		-fno-sanitize=alignment -o "$2" "$2.c"
}

# The value of a key in a program's header: $1 file, $2 key.
header() {
	sed -n "/^#/!q; s/^# $2: //p" "$1"
}

# Addresses are not the same in any two runs.
without_addresses() {
	sed 's/ at 0x[0-9a-f]\{1,\}/ at 0x0/g' "$1"
}

# Runs the interpreter with the program's own arguments and input: $1 file, then what comes before it.
with_input() {
	program=$1
	shift
	# shellcheck disable=SC2046
	header "$program" stdin | sed 's/\\n/\n/g' | timeout 3600 "$@" "$program" $(header "$program" argv)
}

run_checked() {
	case $kind in
	sanitize)
		build_checked "$1" "$2.so" || return 1
		with_input "$1" env LD_PRELOAD="$asan" PYTHONPATH="$PWD/runtime/python" PYTHONMALLOC=malloc \
			ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0:detect_stack_use_after_return=0 UBSAN_OPTIONS=print_stacktrace=1 \
			"$python" -m coconut run --with "$2.so"
		;;
	dbg) with_input "$1" env PYTHONPATH="$PWD/runtime/python" "$python" -m coconut run --all ;;
	esac
}

passed=0 failed=0
# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(cd tests/programs && ls ./*.py | sed 's,^./,,; s,\.py$,,')
for name; do
	file=$PWD/tests/programs/$name.py
	[ -f "$file" ] || continue
	with_input "$file" "$python" >"$out/$name.want" 2>"$out/$name.want-err"
	status=$?
	if [ "$status" -ge 128 ]; then
		echo "skip $name: the interpreter by itself ends with $status: $(grep -E 'Assertion|Fatal Python' "$out/$name.want-err" | head -1)"
		continue
	fi
	run_checked "$file" "$out/$name" >"$out/$name.got" 2>"$out/$name.err"
	status=$?
	expected=$(header "$file" exit)
	without_addresses "$out/$name.want" >"$out/$name.expected"
	if [ "$status" = "${expected:-0}" ] && without_addresses "$out/$name.got" | cmp -s "$out/$name.expected" - &&
		! grep -qE 'ERROR: AddressSanitizer|runtime error:|Assertion|Fatal Python' "$out/$name.err"; then
		passed=$((passed + 1))
		echo "ok   $name"
	else
		failed=$((failed + 1))
		echo "FAIL $name (exit $status)"
		grep -E 'ERROR: AddressSanitizer|runtime error:|Assertion|Fatal Python|error' "$out/$name.err" | head -5
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
