#!/bin/sh
# Copies what the tools need at run time to PREFIX/lib/coconut and links the executables into PREFIX/bin.
#
#   scripts/install.sh PREFIX
set -eu
prefix=${1:?usage: scripts/install.sh PREFIX}
cd "$(dirname "$0")/.."
lib=$prefix/lib/coconut
rm -rf "$lib"
mkdir -p "$lib/build" "$lib/node_modules" "$prefix/bin"
cp -R bin targets package.json LICENSE "$lib/"
mkdir -p "$lib/runtime"
cp -R runtime/python "$lib/runtime/"
cp -R build/tools "$lib/build/"
cp build/gccjit-worker.cjs build/gccjit-worker.cjs.map "$lib/build/"
[ ! -d build/snapshots ] || cp -Rp build/snapshots "$lib/build/"
cp -R node_modules/koffi node_modules/@koromix "$lib/node_modules/"
for f in bin/*; do
	ln -sf "../lib/coconut/$f" "$prefix/$f"
done
echo "installed in $lib; the executables are in $prefix/bin"
