#!/bin/sh
# Makes .venv hold exactly the packages that the hashed requirements name. Repeating it costs nothing.
#   tools/setup.sh run    what the application needs
#   tools/setup.sh dev    that, and what the checks and tests need
set -eu
cd "$(dirname "$0")/.."

stop() {
    echo "setup: $1" >&2
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in python3.11 python3 python3.12 python3.13; do
        if new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    stop "Python 3.11 or later is needed and none was found. Install it and try again."
}

make_environment() {
    new_enough .venv/bin/python && return
    python=$(find_python)
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        stop "$python has no venv module. On Debian or Ubuntu: apt-get install python3-venv. Then try again."
    echo "setup: making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

# What the environment is to hold. It is kept inside it once it does, so that a change is seen.
wanted() {
    cat requirements/uv.txt "requirements/$kind.txt"
}

install() {
    rm -f .venv/installed
    echo "setup: installing requirements/$kind.txt"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
    # Compiled once here, or each process would compile them again where Python may not write beside them.
    .venv/bin/uv pip sync --quiet --compile-bytecode --python .venv/bin/python --require-hashes "requirements/$kind.txt"
    wanted >.venv/installed
}

kind=$1
make_environment
# Running the application never takes a developer's tools away: dev.txt holds all of run.txt.
[ -e .venv/bin/pytest ] && kind=dev
wanted | cmp -s - .venv/installed || install
