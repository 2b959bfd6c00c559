# Sourced by ./run and ./test: sets $python to a Python 3.11 or newer that can make a virtual environment.
# A bare Debian has none, or one without its venv module: then apt brings it.

usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    # As root the machine's own comes first: the web runs as another user, who may not enter root's home.
    if [ "$(id -u)" = 0 ]; then first=/usr/bin/python3; else first=python3; fi
    for candidate in ${PYTHON:-} "$first" python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if usable "$candidate"; then
            python=$candidate
            return 0
        fi
    done
    return 1
}

install_python() {
    packages="python3 python3-venv"
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Python 3.11 or newer with its venv module is needed; there is no apt here to install it." >&2
        exit 1
    fi
    if [ "$(id -u)" = 0 ]; then
        root=
    elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        root=sudo
    else
        echo "Python's venv module is missing. Type this, then ./run again:" >&2
        echo "  sudo apt-get update && sudo apt-get install -y $packages" >&2
        exit 1
    fi
    echo "Installing $packages ..." >&2
    {
        $root apt-get update -q &&
            $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages
    } >&2
}

if ! find_python; then
    install_python
    find_python || { echo "No Python 3.11 or newer was found: Debian 12, Ubuntu 24.04 or later has one." >&2; exit 1; }
fi
