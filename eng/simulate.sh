#!/usr/bin/env bash
# Lives through many simulated worlds: eng/simulate.sh [SEEDS] [FROM]. A seed that fails is printed with how to run it again, traced.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/sdk.sh
require_sdk
dotnet build tests/AgentGrains.Simulation --configuration Release --nologo --verbosity quiet
export AGENTGRAINS_SIM_SEEDS="${1:-100000}" AGENTGRAINS_SIM_FROM="${2:-1}"
exec tests/AgentGrains.Simulation/bin/Release/net10.0/AgentGrains.Simulation \
  --filter-method '*Live_ManySeeds_EveryPromiseHolds' --show-live-output on --output Detailed --ansi off
