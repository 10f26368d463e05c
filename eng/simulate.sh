#!/usr/bin/env bash
# Simulates as many seeds as are asked for: eng/simulate.sh [SEEDS] [FROM]. One that fails prints its number; AGENTGRAINS_SIM_SEED=N runs it again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/sdk.sh
require_sdk
dotnet build tests/AgentGrains.Simulation --configuration Release --nologo --verbosity quiet
export AGENTGRAINS_SIM_SEEDS="${1:-100000}" AGENTGRAINS_SIM_FROM="${2:-1}"
exec tests/AgentGrains.Simulation/bin/Release/net10.0/AgentGrains.Simulation --filter-method '*Live_ManySeeds*' --output Detailed
