#!/usr/bin/env bash
# Set-up from a bare Debian or Ubuntu machine with Python 3.11 or newer; quick when nothing changed.
#
#   scripts/setup.sh          the virtual environment and the project in it
#   scripts/setup.sh --dev    and what the tests need of the system: Chromium, an Arabic font and Virtuoso
#
# PYTHON=/path/to/python3 chooses another Python than the first fitting one on PATH.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

ROOT=$(pwd -P)
VENV=$ROOT/.venv
STAMP=$VENV/.set-up-done
LOG=$VENV/set-up.log
AGAIN='make run'
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '[set-up] %s\n' "$*"; }

# die SENTENCE: what is wrong and what to do, before the same command is given again.
die() {
    printf '[set-up] %s, then run "%s" again.\n' "$*" "$AGAIN" >&2
    exit 1
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
    die "Python 3.11 or newer is needed: install it (on Debian: apt-get install python3 python3-venv)"
}

# What a set-up depends on: the project's needs and their versions, the Python, and the place.
key() {
    sha256sum pyproject.toml constraints.txt explorer/package-lock.json scripts/frontend.sh
    "$VENV/bin/python" -V
    echo "$ROOT"
}

up_to_date() {
    [[ -f $STAMP && $(key 2>/dev/null) == "$(<"$STAMP")" && -d explorer/static/vendor && -d graph/serve/static/vendor ]]
}

# A virtual environment keeps its own path in its scripts: one that was moved or copied is made anew.
venv_fits() {
    [[ $(sed -n 's/^command = .* -m venv //p' "$VENV/pyvenv.cfg" 2>/dev/null) == *"$VENV" ]] &&
        "$VENV/bin/python" -m pip --version >/dev/null 2>&1
}

install_project() {
    rm -f "$STAMP"
    if [[ ${python:-} ]]; then
        say "making .venv with $("$python" -V)"
        "$python" -m venv --clear "$VENV"
    fi
    say "installing oic-mandates and what it needs into .venv (a minute or two the first time)"
    # What pip and the build say is worth reading only where they fail.
    "$VENV/bin/python" -m pip install --no-input -c constraints.txt -e '.[dev]' >"$LOG" 2>&1 </dev/null || {
        tail -n 20 "$LOG" >&2
        die "pip could not install the project: mend what it says above (all of it is in .venv/set-up.log)"
    }
    say "fetching the front-end libraries with npm"
    scripts/frontend.sh >>"$LOG" 2>&1 || {
        tail -n 20 "$LOG" >&2
        die "npm could not fetch the front-end libraries: mend what it says above"
    }
    key >"$STAMP"
    say "ready"
}

# --- what the system must have -----------------------------------------------------------

have_chromium() {
    command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null

have_arabic_font() {
    local found
    found=$(find /usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts \
        -name 'Noto*Arabic*' -print -quit 2>/dev/null) || true
    [[ $found ]]
}

# Debian has Chromium without windows, a quarter quicker in the tests; Ubuntu chromium-browser, which brings the snap.
chromium_package() {
    if [[ $(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null) == ubuntu ]]; then
        echo chromium-browser
    else
        echo chromium-headless-shell
    fi
}

# apt_get ARGUMENTS: as root, or through a sudo that asks no password.
apt_get() {
    local -a command=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
    if ((EUID != 0)); then command=(sudo -n "${command[@]}"); fi
    "${command[@]}" "$@" </dev/null 2>&1
}

# install_system PACKAGE...: with apt-get where that needs no password, else says the one command.
install_system() {
    local output
    local -a install=(install -y --no-install-recommends "$@")
    command -v apt-get >/dev/null || die "There is no apt-get here: install $* by hand"
    if ((EUID != 0)) && ! sudo -n true 2>/dev/null </dev/null; then
        die "The system lacks $*: run \"sudo apt-get install $*\""
    fi
    say "installing with apt-get$( ((EUID == 0)) || echo ' (through sudo)'): $*"
    # First from the lists of packages at hand: to renew them takes a while.
    output=$(apt_get "${install[@]}") || output=$(apt_get update && apt_get "${install[@]}") || {
        printf '%s\n' "$output" >&2
        die "apt-get could not install $*: mend what it says above"
    }
}

# --- all in order ------------------------------------------------------------------------

packages=()
case ${1:-} in
--dev)
    AGAIN='make test'
    have_chromium || packages+=("$(chromium_package)")
    have_arabic_font || packages+=(fonts-noto-core)
    # The server itself, not the service around it: the tests start their own.
    command -v virtuoso-t >/dev/null || packages+=(virtuoso-opensource-7-bin)
    ;;
'') ;;
*) die "Unknown argument $1: give --dev or nothing" ;;
esac

ready=
if up_to_date; then
    ready=1
elif ! venv_fits; then
    python=$(find_python)
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    "$python" -c 'import ensurepip' 2>/dev/null || packages+=("python$version-venv")
fi

if ((${#packages[@]})); then install_system "${packages[@]}"; fi
if [[ ${1:-} == --dev ]]; then have_chromium || die "Chromium is installed but not found: put it on PATH"; fi
if [[ ! $ready ]]; then install_project; fi
