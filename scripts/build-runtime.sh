#!/bin/sh
# Compiles the C extension `coconut._runtime` for one interpreter, against that interpreter's own headers.
#
#   scripts/build-runtime.sh [--force] [--pgo] [PYTHON]
#
# Writes runtime/python/coconut/_runtime.EXT_SUFFIX; does nothing when it is newer than the sources and was made for
# the same interpreter. PYTHON defaults to what scripts/python.sh says; CC and CFLAGS are respected.
#
# --pgo: by what scripts/training.py does in it, interpreted and compiled (profile-guided optimisation). That takes a minute, GCC, and the tools to be built;
# where it cannot be done, it is said, and the runtime is what it is without. One that was made so stays until the sources change.
set -eu
cd "$(dirname "$0")/.."
force=
pgo=
while :; do
	case ${1-} in
	--force) force=1 ;;
	--pgo) pgo=1 ;;
	*) break ;;
	esac
	shift
done
python=${1:-$(scripts/python.sh)}

facts=$("$python" -c '
import sys, sysconfig
paths = sysconfig.get_paths()
print(sysconfig.get_config_var("EXT_SUFFIX"))
print(paths["include"])
print(paths["platinclude"])
print(sys.version.replace("\n", " "), sys.executable)
print("-O2" if hasattr(sys, "gettotalrefcount") else "-O2 -DNDEBUG -flto=auto")
') || {
	echo "build-runtime: cannot run '$python'" >&2
	exit 1
}
suffix=$(echo "$facts" | sed -n 1p)
include=$(echo "$facts" | sed -n 2p)
platinclude=$(echo "$facts" | sed -n 3p)
version=$(echo "$facts" | sed -n 4p)
# A debug build has its assertions, ours and those of CPython's headers.
flags=${CFLAGS:-$(echo "$facts" | sed -n 5p)}
if ! [ -f "$include/internal/pycore_frame.h" ]; then
	echo "build-runtime: no headers for '$python': $include/internal/pycore_frame.h is missing" >&2
	echo "build-runtime: on Debian 12, install python3-dev (python3.11-dbg for the debug build)" >&2
	exit 1
fi

# Compiling the package's modules at each start would take time and a megabyte; whoever runs programs may not be able or willing to write there.
"$python" -m compileall -q runtime/python/coconut || true

out=runtime/python/coconut/_runtime$suffix
key="$version ${CC:-gcc} $flags"
mkdir -p build/runtime
stamp=build/runtime/made-for$suffix
made=$(cat "$stamp" 2>/dev/null || true)
if [ -z "$force" ] && [ -f "$out" ] && case $made in "$key by profile" | "$key without profile") true ;; "$key") [ -z "$pgo" ] ;; *) false ;; esac &&
	[ -z "$(find runtime/src scripts/build-runtime.sh -newer "$out" -print | head -n 1)" ]; then
	exit 0
fi
mkdir -p "$(dirname "$out")"
# Not every compiler has what it takes to link so.
if [ -z "${CFLAGS-}" ] && ! echo 'int coconut;' | ${CC:-gcc} -flto=auto -fPIC -shared -x c -o /dev/null - 2>/dev/null; then
	flags=${flags% -flto=auto}
fi

work=build/runtime/work.$$
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work"

# $1: what is written; then options. The name must be the same where a profile is made and used, as it is found by it.
compile() {
	new=$1
	shift
	# The flags that matter for correctness are CPython's own: wrapping signed arithmetic, no strict aliasing.
	# shellcheck disable=SC2086
	${CC:-gcc} $flags -g -Wall -Wextra -Werror=implicit-function-declaration -Wno-unused-parameter -Wno-missing-field-initializers -Wno-cast-function-type \
		-fwrapv -fno-strict-aliasing -fvisibility=hidden -fPIC -fno-plt -shared "$@" \
		-Iruntime/src -I"$include" -I"$platinclude" -I"$include/internal" \
		-o "$new" runtime/src/*.c
}

# Runs the training program in a runtime that counts which ways are taken. The counts lie where the compiler looks for them when it writes $1 once more.
train() {
	compile "$1" -fprofile-generate -fprofile-update=single || return 1
	mkdir "$work/python"
	cp -R runtime/python/coconut "$work/python/"
	mv "$1" "$work/python/coconut/_runtime$suffix"
	bin/coconut build -O2 -o "$work/training.so" scripts/training.py || return 1
	for how in "--with $work/training.so" "--jit --jit-threshold 0"; do
		# shellcheck disable=SC2086
		COCONUT_HOME=$PWD COCONUT_PYTHON=$python COCONUT_CACHE=$work/cache PYTHONPATH=$work/python PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 \
			"$python" -m coconut run $how scripts/training.py 200 >"$work/sum" || return 1
	done
	[ -n "$(find "$work" -name '*.gcda')" ]
}

by=
if [ -n "$pgo" ] && train "$work/new.so" >"$work/log" 2>&1 &&
	compile "$work/new.so" -fprofile-use -fprofile-partial-training -Werror=missing-profile >>"$work/log" 2>&1; then
	by=" by profile"
else
	if [ -n "$pgo" ]; then
		echo "build-runtime: no profile-guided optimisation: $(tail -n 1 "$work/log")" >&2
		by=" without profile"
	fi
	compile "$work/new.so" || exit 1
fi
mv "$work/new.so" "$out"
echo "$key$by" >"$stamp"
echo "built $out$by for $version"
