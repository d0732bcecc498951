#!/bin/sh
# Compiles the C extension `coconut._runtime` for one interpreter, against that interpreter's own headers.
#
#   scripts/build-runtime.sh [--force] [PYTHON]
#
# Writes runtime/python/coconut/_runtime.EXT_SUFFIX; does nothing when it is newer than the sources and was made for
# the same interpreter. PYTHON defaults to what scripts/python.sh says; CC and CFLAGS are respected.
set -eu
cd "$(dirname "$0")/.."
force=
if [ "${1-}" = --force ]; then
	force=1
	shift
fi
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
if [ -z "$force" ] && [ -f "$out" ] && [ "$(cat "$stamp" 2>/dev/null || true)" = "$key" ] &&
	[ -z "$(find runtime/src scripts/build-runtime.sh -newer "$out" -print | head -n 1)" ]; then
	exit 0
fi
mkdir -p "$(dirname "$out")"
# Not every compiler has what it takes to link so.
if [ -z "${CFLAGS-}" ] && ! echo 'int coconut;' | ${CC:-gcc} -flto=auto -fPIC -shared -x c -o /dev/null - 2>/dev/null; then
	flags=${flags% -flto=auto}
fi
# The flags that matter for correctness are CPython's own: wrapping signed arithmetic, no strict aliasing.
# shellcheck disable=SC2086
${CC:-gcc} $flags -g -Wall -Wextra -Werror=implicit-function-declaration -Wno-unused-parameter -Wno-missing-field-initializers -Wno-cast-function-type \
	-fwrapv -fno-strict-aliasing -fvisibility=hidden -fPIC -fno-plt -shared \
	-Iruntime/src -I"$include" -I"$platinclude" -I"$include/internal" \
	-o "build/runtime/new.$$" runtime/src/*.c || {
	rm -f "build/runtime/new.$$"
	exit 1
}
mv "build/runtime/new.$$" "$out"
echo "$key" >"$stamp"
echo "built $out for $version"
