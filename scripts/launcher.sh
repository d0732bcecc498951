#!/bin/sh
# Starts @TOOL@: from the start-up snapshot while the Node that made it is unchanged, else from the plain bundle.
self=$0
while [ -L "$self" ]; do
	to=$(readlink "$self")
	case $to in /*) self=$to ;; *) self=${self%/*}/$to ;; esac
done
case $self in */*) home=${self%/*}/.. ;; *) home=.. ;; esac
@FIRST@if [ -n "${NODE_EXTRA_CA_CERTS-}" ]; then # costs 50 ms a start; put back for the programs that are started from here
	COCONUT_EXTRA_CA_CERTS=$NODE_EXTRA_CA_CERTS
	export COCONUT_EXTRA_CA_CERTS
	unset NODE_EXTRA_CA_CERTS
fi
tool=$home/build/tools/@TOOL@.cjs
node=@NODE@
snapshot=$home/build/snapshots/@TOOL@
# Options of Node may change the shape of its heap, and a snapshot is for one shape.
if [ -z "${COCONUT_NO_SNAPSHOT-}${NODE_OPTIONS-}" ] && [ -f "$snapshot.blob" ] && [ -f "$snapshot.stamp" ] && [ -x "$node" ] &&
	! [ "$node" -nt "$snapshot.stamp" ] && ! [ "$node" -ot "$snapshot.stamp" ]; then
	exec "$node" --snapshot-blob "$snapshot.blob" "$tool" "$@"
fi
exec node "$tool" "$@"
