# 'coconut run' is the Python program alone: no Node is started. Where the Python is not found, tools/coconut/run.ts says so.
if [ "${1-}" = run ]; then
	python=${COCONUT_PYTHON:-python3}
	found=$(command -v "$python") && [ -f "$found" ] && [ -x "$found" ] && home=$(cd "$home" && pwd -P) && {
		PYTHONPATH=$home/runtime/python${PYTHONPATH:+:$PYTHONPATH}
		export PYTHONPATH
		exec "$python" -m coconut "$@"
	}
fi
