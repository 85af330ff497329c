#!/usr/bin/env bash
# Every check that needs no run of the program: style, types, structure. Tells all faults, then fails.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
BIN=.venv/bin

# The folders stand at the root, the import name is oic_mandates.FOLDER: links show mypy that layout.
link_namespace() {
    mkdir -p .typecheck/oic_mandates
    local folder
    for folder in graph queries explorer; do
        ln -sfn "../../$folder" ".typecheck/oic_mandates/$folder"
    done
}

failed=()

check() {
    local name=$1
    shift
    echo "[check] $name"
    "$@" || failed+=("$name")
}

link_namespace
check "style" "$BIN/ruff" check --quiet .
check "format" "$BIN/ruff" format --check --quiet .
check "types" "$BIN/mypy" -p oic_mandates.graph -p oic_mandates.queries -p oic_mandates.explorer
MYPYPATH=scripts check "types of scripts" "$BIN/mypy" scripts
check "structure" "$BIN/python" scripts/check_structure.py

if ((${#failed[@]})); then
    printf '[check] failed: %s\n' "${failed[*]}" >&2
    exit 1
fi
