#!/usr/bin/env bash
# Measures what the service promises of speed and size: a JSON line a figure, exit 1 where one does not hold. Names choose figures; the word
# cluster chooses those of silos on an emulator of Azure Storage. BASELINE=OTHER/AgentGrains.Server.dll compares the server with another build of it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/sdk.sh
require_sdk
dotnet build src/AgentGrains.Server --configuration Release --nologo --verbosity quiet >&2
dotnet build bench/AgentGrains.Load --configuration Release --nologo --verbosity quiet >&2
[[ " $* " != *" cluster "* ]] || eng/azurite.sh >&2
exec timeout --signal=INT --kill-after=30 2700 dotnet bench/AgentGrains.Load/bin/Release/net10.0/AgentGrains.Load.dll \
  --server src/AgentGrains.Server/bin/Release/net10.0/AgentGrains.Server.dll ${BASELINE:+--baseline "$BASELINE"} "$@"
