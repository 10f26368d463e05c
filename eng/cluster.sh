#!/usr/bin/env bash
# Starts a cluster on this machine: eng/cluster.sh [SILOS], three where nothing is said. The storage emulator, that many silos, and one address in front of them,
# http://127.0.0.1:8080 or PORT. What was stored is there again at the next start. Ctrl-C drains and stops.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/sdk.sh
require_sdk
eng/azurite.sh
dotnet build src/AgentGrains.Server --configuration Release --nologo --verbosity quiet
dotnet build eng/LocalCluster --configuration Release --nologo --verbosity quiet
exec dotnet eng/LocalCluster/bin/Release/net10.0/AgentGrains.LocalCluster.dll "${1:-3}" "${PORT:-8080}" "${DATA:-.agentgrains/cluster}"
