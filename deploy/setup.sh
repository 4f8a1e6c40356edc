#!/bin/sh
# Make the virtual environment of a checkout: setup.sh DIRECTORY. Says in one line what is missing.
set -eu
venv=$1

fail() {
    echo "voicebot: $1" >&2
    exit 1
}

python=
for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || fail "needs Python 3.11, 3.12 or 3.13 (set PYTHON=/path/to/python to name one)"

echo "setting up $venv with $("$python" --version) (once; a few minutes)"
"$python" -m venv "$venv" || fail "this Python cannot make a virtual environment (on Debian: apt-get install python3-venv)"
log=$venv/setup.log
if ! "$venv/bin/python" -m pip install --disable-pip-version-check --quiet \
    --constraint constraints.txt --editable '.[models,phone,dev]' >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    fail "the packages could not be installed: is there a network? (whole log: $log)"
fi
echo "ready"
