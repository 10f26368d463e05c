#!/usr/bin/env bash
# Plays generated answers of models through a real server: eng/soak.sh [CONVERSATIONS] [SEED], 10,000 from seed 1 by default. A failure prints its seed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/sdk.sh
require_sdk
dotnet build tests/AgentGrains.ModelCases --configuration Release --nologo --verbosity quiet
export AGENTGRAINS_SOAK_COUNT="${1:-10000}" AGENTGRAINS_SOAK_SEED="${2:-1}"
exec tests/AgentGrains.ModelCases/bin/Release/net10.0/AgentGrains.ModelCases --filter-class '*SoakTests' --output Detailed --progress off --ansi off
