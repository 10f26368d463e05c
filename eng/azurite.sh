#!/usr/bin/env bash
# Installs the storage emulator at the version that eng/node/package-lock.json pins. Quick where that is there already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/node"
if ! command -v npm >/dev/null 2>&1; then
  echo "npm is not installed, and the tests against Azure Storage need it for the emulator. Install Node.js 20 or later." >&2
  exit 1
fi
# npm writes what it installed into a lock file of its own: as new as ours means the same.
if [ -f node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ]; then
  exit 0
fi
npm ci --no-audit --no-fund --ignore-scripts --loglevel error
