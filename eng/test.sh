#!/usr/bin/env bash
# eng/test.sh                installs what the tests need, builds everything, runs every test, and ends with one line that counts them.
# eng/test.sh fast           checks the formatting and runs the tests that need no root, emulator, Node.js or minutes: those without a trait Needs
#                            in the projects of eng/fast.slnf. Under a minute after the build, and installs nothing.
# eng/test.sh NAME [ARGS]    builds and runs one project, with arguments for its runner: eng/test.sh Core.Tests --filter-class '*RetryTests'
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/sdk.sh
require_sdk

passed=0 failed=0 skipped=0 broken=0

# False for a library that test projects share.
is_test_project() { ! grep -qs '<IsTestProject>false' "$1"; }

# Runs a built project: run NAME [ARGS]
run() {
  local name="$1"
  shift
  # If no test ends for so long, the running ones are listed, and the project ends.
  "tests/$name/bin/Release/net10.0/$name" --progress off --ansi off --hangdump --hangdump-timeout 3m --hangdump-type None "$@"
}

# Adds a project's results: count NAME CODE OUTPUT
count() {
  result() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$2" | tail -1; }
  local p f s
  p="$(result succeeded "$3")" f="$(result failed "$3")" s="$(result skipped "$3")"
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
  if [ "$2" -ne 0 ] || [ -z "$p" ]; then
    echo "== $1 ended with code $2"
    broken=$((broken + 1))
  fi
  rm -f "$3"
}

# Runs a built project and adds its results: run_and_count NAME [ARGS]
run_and_count() {
  local out code
  out="$(mktemp)"
  echo "== $1"
  run "$@" | tee "$out"
  code="${PIPESTATUS[0]}"
  count "$1" "$code" "$out"
}

end() {
  [ "$broken" -gt 0 ] && [ "$failed" -eq 0 ] && failed="$broken"
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
}

run_all() {
  eng/azurite.sh || exit 1
  eng/faketime.sh || exit 1
  dotnet build AgentGrains.sln --configuration Release --nologo --verbosity quiet || exit 1

  # Most of the faults and the recordings on three silos take long: eng/faults.sh and eng/replay.sh.
  export AGENTGRAINS_FAULTS="${AGENTGRAINS_FAULTS:-kill,rolling,cut-from-others,cut-from-store,store-trouble,store-restart}"
  for project in tests/*/*.csproj; do
    is_test_project "$project" || continue
    name="$(basename "$project" .csproj)"
    left_out=()
    [ "$name" != AgentGrains.Cluster ] || left_out=(--filter-not-class '*ReplayTests')
    run_and_count "$name" "${left_out[@]}"
  done
  end
}

# Layout only: every build checks style.
check_formatting() {
  dotnet format whitespace . --folder --verify-no-changes --include src/ tests/ bench/ eng/ samples/
}

run_fast() {
  dotnet build eng/fast.slnf --configuration Release --nologo --verbosity quiet || exit 1

  # A tenth of the seeds: the simulation is most of the time otherwise.
  export AGENTGRAINS_SIM_SEEDS="${AGENTGRAINS_SIM_SEEDS:-250}"
  local names name out
  mapfile -t names < <(sed -n 's|.*/\(AgentGrains\.[A-Za-z.]*\)\.csproj".*|\1|p' eng/fast.slnf)
  out="$(mktemp -d)"
  # One for each core at a time: with more, tests with time limits fail.
  for name in formatting "${names[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n; done
    {
      if [ "$name" = formatting ]; then check_formatting; else run "$name" --filter-not-trait 'Needs=*'; fi
      echo $? > "$out/$name.code"
    } > "$out/$name" 2>&1 &
  done
  wait
  for name in "${names[@]}"; do
    echo "== $name"
    cat "$out/$name"
    count "$name" "$(cat "$out/$name.code")" "$out/$name"
  done
  if [ "$(cat "$out/formatting.code")" -ne 0 ]; then
    cat "$out/formatting"
    echo "== formatting differs: dotnet format whitespace . --folder --include src/ tests/ bench/ eng/ samples/"
    broken=$((broken + 1))
  fi
  rm -rf "$out"
  end
}

run_one() {
  local name="AgentGrains.${1#AgentGrains.}"
  shift
  if [ ! -f "tests/$name/$name.csproj" ] || ! is_test_project "tests/$name/$name.csproj"; then
    echo "There is no test project $name. The test projects are:" >&2
    for project in tests/*/*.csproj; do
      ! is_test_project "$project" || basename "$project" .csproj | sed 's|^AgentGrains\.|  |' >&2
    done
    exit 1
  fi
  # What its tests need is in their traits.
  needs() { grep -rqsE "\"Needs\", \"($1)\"" "tests/$name" --include='*.cs'; }
  ! needs 'Azurite|Node' || eng/azurite.sh || exit 1
  ! needs root || [ "$(id -u)" -ne 0 ] || eng/faketime.sh || exit 1
  dotnet build "tests/$name" --configuration Release --nologo --verbosity quiet || exit 1
  run_and_count "$name" "$@"
  end
}

case "${1:-}" in
  '') run_all ;;
  fast) run_fast ;;
  *) run_one "$@" ;;
esac
