#!/bin/sh
# Brings a machine to where Coconut builds and runs: npm packages, gcc, libgccjit, Python's headers.
#
#   scripts/setup.sh [--test]      --test: also what the tests compare with (CPython's own test suite, gdb and so on)
#
# Does nothing when everything is there. System packages are installed on Debian, as root or with sudo; elsewhere, or
# without the right to, it says exactly what is missing and stops.
set -eu
cd "$(dirname "$0")/.."

say() { echo "setup: $*" >&2; }

node_is_new_enough() {
	node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 16) ? 0 : 1)' 2>/dev/null
}

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
	say "Node.js 20 (20.16 or newer) with npm is needed: https://nodejs.org"
	exit 1
fi
if ! [ -f node_modules/.package-lock.json ] && ! node_is_new_enough; then
	say "Node.js 20.16 or newer is needed, this is $(node --version)"
	exit 1
fi

# What is missing, as Debian's package names.
missing=
need() { missing="$missing $1"; }

command -v gcc >/dev/null || need gcc
command -v make >/dev/null || need make
has_libgccjit() {
	for d in /usr/lib/x86_64-linux-gnu /usr/lib64 /usr/lib /usr/local/lib; do
		[ -e "$d/libgccjit.so.0" ] && return 0
	done
	/sbin/ldconfig -p 2>/dev/null | grep -q 'libgccjit\.so\.0'
}
has_libgccjit || need libgccjit-12-dev
[ -e /usr/include/stdio.h ] || need libc6-dev

python=$(scripts/python.sh 2>/dev/null) || python=
if [ -z "$python" ]; then
	if [ -n "${COCONUT_PYTHON-}" ]; then
		scripts/python.sh
		exit 1
	fi
	need python3
	need python3-dev
else
	header=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include") + "/internal/pycore_frame.h")') || header=
	if ! [ -f "$header" ]; then
		case $(readlink -f "$python") in
		/usr/bin/python3.*d | /usr/bin/python3*-dbg) need python3-dbg ;;
		/usr/bin/python3*) need python3-dev ;;
		*)
			say "$python has no headers ($header is missing): install its development files, or choose another Python with COCONUT_PYTHON"
			exit 1
			;;
		esac
	fi
fi

if [ "${1-}" = --test ]; then
	case $(readlink -f "${python:-/usr/bin/python3.11}") in
	/usr/bin/python3.11*)
		[ -d /usr/lib/python3.11/test/test_json ] || need libpython3.11-testsuite
		[ -x /usr/bin/python3.11-dbg ] || need python3.11-dbg
		;;
	esac
	command -v gdb >/dev/null || need gdb
	command -v clang >/dev/null || command -v clang-14 >/dev/null || need clang
fi

install_packages() {
	as_root=
	if [ "$(id -u)" != 0 ]; then
		if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then
			say "these Debian packages are missing, and installing them takes root:"
			say "    sudo apt-get install -y --no-install-recommends$missing"
			return 1
		fi
		as_root=sudo
	fi
	say "installing$missing"
	export DEBIAN_FRONTEND=noninteractive
	# shellcheck disable=SC2086
	$as_root apt-get install -y -q --no-install-recommends $missing >build/apt.log 2>&1 </dev/null && return
	# The lists may be old or not there at all.
	# shellcheck disable=SC2086
	{ $as_root apt-get update -q && $as_root apt-get install -y -q --no-install-recommends $missing; } >build/apt.log 2>&1 </dev/null && return
	tail -n 5 build/apt.log >&2
	say "apt-get could not install$missing; the whole log is in build/apt.log"
	return 1
}

mkdir -p build
if [ -n "$missing" ]; then
	if command -v apt-get >/dev/null; then
		install_packages
	else
		say "missing, by Debian's package names:$missing"
		say "install what your system calls them (gcc, libgccjit with its headers, Python 3.11 with its headers) and run this again"
		exit 1
	fi
fi

# npm writes this file last, when everything is in place. No package of ours needs its install script.
if ! [ -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
	say "installing npm packages"
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null >&2
	touch node_modules/.package-lock.json
fi
