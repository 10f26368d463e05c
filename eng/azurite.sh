#!/usr/bin/env bash
# Installs the storage emulator and the official Node client of chat completions at the versions that eng/node/package-lock.json pins. Quick if they are installed already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/node"
if ! command -v npm >/dev/null 2>&1; then
  echo "npm is not installed, and the tests need it for the storage emulator and the Node client of chat completions. Install Node.js 20 or later." >&2
  exit 1
fi
# npm writes what it installed into a lock file of its own: as new as ours means the same.
if [ -f node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ]; then
  exit 0
fi
npm ci --no-audit --no-fund --ignore-scripts --loglevel error
