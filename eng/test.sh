#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs every test, and ends with one line that counts them.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/sdk.sh
require_sdk
eng/azurite.sh || exit 1
eng/faketime.sh || exit 1
dotnet build AgentGrains.sln --configuration Release --nologo --verbosity quiet || exit 1

# Most of the faults and the recordings on three silos take long: eng/faults.sh and eng/replay.sh.
export AGENTGRAINS_FAULTS="${AGENTGRAINS_FAULTS:-kill,rolling,cut-from-others,cut-from-store,store-trouble,store-restart}"
passed=0 failed=0 skipped=0 broken=0
for project in tests/*/*.csproj; do
  name="$(basename "$project" .csproj)"
  out="$(mktemp)"
  left_out=()
  [ "$name" != AgentGrains.Cluster ] || left_out=(--filter-not-class '*ReplayTests')
  echo "== $name"
  # If no test ends within this time, it prints the running tests and exits.
  "tests/$name/bin/Release/net10.0/$name" --progress off --ansi off --hangdump --hangdump-timeout 3m --hangdump-type None "${left_out[@]}" | tee "$out"
  code="${PIPESTATUS[0]}"
  count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$out" | tail -1; }
  p="$(count succeeded)" f="$(count failed)" s="$(count skipped)"
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
  if [ "$code" -ne 0 ] || [ -z "$p" ]; then
    echo "== $name ended with code $code"
    broken=$((broken + 1))
  fi
  rm -f "$out"
done

[ "$broken" -gt 0 ] && [ "$failed" -eq 0 ] && failed="$broken"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
