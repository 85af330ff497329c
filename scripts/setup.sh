#!/usr/bin/env bash
# Set-up from a bare Debian or Ubuntu machine with Python 3.11 or newer; quick when nothing changed.
#
#   scripts/setup.sh          the virtual environment and the project in it
#   scripts/setup.sh --dev    and what the tests need of the system: Chromium and an Arabic font
#
# PYTHON=/path/to/python3 chooses another Python than the first fitting one on PATH.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

ROOT=$(pwd -P)
VENV=$ROOT/.venv
STAMP=$VENV/.set-up-done
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '[set-up] %s\n' "$*"; }

die() {
    printf '[set-up] %s\n' "$*" >&2
    exit 1
}

# The same command again is what a person runs after mending what we could not.
again() { if [[ ${DEV:-} ]]; then echo "make test"; else echo "make run"; fi; }

# --- system packages ---------------------------------------------------------------------

# apt_get ARGUMENTS: as root, or through a sudo that asks no password. Never asks for one.
apt_get() {
    local -a command=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
    if ((EUID != 0)); then command=(sudo -n "${command[@]}"); fi
    "${command[@]}" "$@" >/dev/null </dev/null
}

# install_system PURPOSE PACKAGE...: installs with apt-get, or says the one command that would.
install_system() {
    local purpose=$1
    shift
    command -v apt-get >/dev/null ||
        die "$purpose is missing and there is no apt-get here: install it by hand, then run \"$(again)\" again."
    if ((EUID != 0)) && ! sudo -n true 2>/dev/null </dev/null; then
        die "$purpose is missing. Run \"sudo apt-get install $*\", then \"$(again)\" again."
    fi
    say "$purpose is missing: apt-get install $*$( ((EUID == 0)) || echo ' (with sudo)')"
    apt_get install -y --no-install-recommends "$@" 2>/dev/null ||
        { apt_get update && apt_get install -y --no-install-recommends "$@"; } ||
        die "apt-get could not install $*: mend what it says above, then run \"$(again)\" again."
}

have_chromium() {
    local name
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null; then return 0; fi
    done
    return 1
}

have_arabic_font() {
    local found
    found=$(find /usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts \
        -name 'Noto*Arabic*' -print -quit 2>/dev/null) || true
    [[ $found ]]
}

# Debian calls its package chromium; Ubuntu has chromium-browser, which brings the snap.
chromium_package() {
    if [[ $(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null) == ubuntu ]]; then
        echo chromium-browser
    else
        echo chromium
    fi
}

system_for_tests() {
    if ! have_chromium; then
        install_system "Chromium, which the browser tests drive," "$(chromium_package)"
        have_chromium || die "Chromium was installed but is not on PATH: add it, then run \"$(again)\" again."
    fi
    have_arabic_font || install_system "A Noto font with Arabic letters" fonts-noto-core
}

# --- Python ------------------------------------------------------------------------------

find_python() {
    local name
    for name in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    die "Python 3.11 or newer is needed: install it (apt-get install python3 python3-venv), then run \"$(again)\" again."
}

# The lock's and the project's contents, the Python and the place: a change of any needs a set-up.
key() {
    sha256sum pyproject.toml constraints.txt
    "$VENV/bin/python" -V
    echo "$ROOT"
}

# A virtual environment keeps its own path in its scripts: one that was moved or copied is made anew.
venv_fits() {
    [[ $(sed -n 's/^command = .* -m venv //p' "$VENV/pyvenv.cfg" 2>/dev/null) == *"$VENV" ]] &&
        "$VENV/bin/python" -m pip --version >/dev/null 2>&1
}

make_venv() {
    local python version
    python=$(find_python)
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    "$python" -c 'import ensurepip' 2>/dev/null ||
        install_system "The venv module of Python $version" "python$version-venv"
    say "making .venv with Python $version"
    "$python" -m venv --clear "$VENV"
}

set_up_python() {
    if [[ -f $STAMP ]] && [[ $(key 2>/dev/null) == "$(<"$STAMP")" ]]; then return; fi
    venv_fits || make_venv
    rm -f "$STAMP"
    say "installing oic-mandates and what it needs into .venv (a minute or two the first time)"
    "$VENV/bin/python" -m pip install --quiet --no-input -c constraints.txt -e '.[dev]' </dev/null ||
        die "pip could not install the project: mend what it says above, then run \"$(again)\" again."
    key >"$STAMP"
    say "ready"
}

case ${1:-} in
--dev) DEV=1 ;;
'') ;;
*) die "unknown argument $1; give --dev or nothing." ;;
esac
set_up_python
if [[ ${DEV:-} ]]; then system_for_tests; fi
