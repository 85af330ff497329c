#!/usr/bin/env bash
# Renews constraints.txt: the newest versions that pyproject.toml admits, from a throwaway environment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

echo "[lock] installing the newest versions into a throwaway environment"
.venv/bin/python -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --upgrade pip
"$folder/venv/bin/python" -m pip install --no-input -e '.[dev]' >"$folder/log" 2>&1 || {
    tail -n 20 "$folder/log" >&2
    exit 1
}
{
    # The comment at the head of the file stays as it is.
    sed '/^[^#]/,$d' constraints.txt
    # --all: setuptools, too, which the wheel's test builds with.
    "$folder/venv/bin/python" -m pip freeze --all --exclude-editable --exclude pip
} >"$folder/constraints.txt"
cp "$folder/constraints.txt" constraints.txt
echo "[lock] constraints.txt holds $(grep -c == constraints.txt) versions; run make test before you commit it"
