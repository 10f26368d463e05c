#!/usr/bin/env bash
# Brings faults about on three real silos under load: eng/faults.sh [ROUNDS] [FAULT…], 20 rounds of each where nothing is said. A line of JSON for each round;
# a round that fails says its seed and where the silos' output is; AGENTGRAINS_FAULT_SEED is the seed of the first, 100 where nothing is
# said. Needs root, for networks that can be cut.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/sdk.sh
require_sdk
eng/azurite.sh
eng/faketime.sh
dotnet build tests/AgentGrains.Cluster --configuration Release --nologo --verbosity quiet
export AGENTGRAINS_FAULT_ROUNDS="${1:-20}"
shift || true
AGENTGRAINS_FAULTS="$(IFS=,; echo "$*")"
export AGENTGRAINS_FAULTS
exec tests/AgentGrains.Cluster/bin/Release/net10.0/AgentGrains.Cluster --filter-class '*FaultTests' --progress off --ansi off
