#!/usr/bin/env bash
# Plays all recordings through three silos on an emulator of Azure Storage: undisturbed, with answers disturbed, and with silos killed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/sdk.sh
require_sdk
eng/azurite.sh
dotnet build tests/AgentGrains.Cluster --configuration Release --nologo --verbosity quiet
exec tests/AgentGrains.Cluster/bin/Release/net10.0/AgentGrains.Cluster --filter-class '*ReplayTests' --progress off --ansi off
