#!/bin/sh
# Prints the path of the Python that Coconut is built and tested for: COCONUT_PYTHON, else Debian's python3.11, else python3.
if [ -n "${COCONUT_PYTHON-}" ]; then
	command -v "$COCONUT_PYTHON" || {
		echo "coconut: cannot find the Python of COCONUT_PYTHON: $COCONUT_PYTHON" >&2
		exit 1
	}
elif [ -x /usr/bin/python3.11 ]; then
	echo /usr/bin/python3.11
else
	command -v python3 || {
		echo "coconut: no python3 found" >&2
		exit 1
	}
fi
