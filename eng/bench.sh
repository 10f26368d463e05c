#!/usr/bin/env bash
# Measures what the service promises of speed and size: a JSON line a figure, exit 1 where one does not hold. Names choose figures; the word
# cluster chooses those of silos on an emulator of Azure Storage. BASELINE=OTHER/AgentGrains.Server.dll compares the server with
# another build of it. SERVER=…/AgentGrains.Server.dll measures that program instead of what ships.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/sdk.sh
require_sdk
server="${SERVER:-src/AgentGrains.Server/bin/Release/net10.0/linux-x64/publish/AgentGrains.Server}"
# What ships, as the Dockerfile publishes it. To compile it ahead of time takes minutes after each change.
[[ -n "${SERVER:-}" ]] || dotnet publish src/AgentGrains.Server --configuration Release -p:Shipped=true --nologo --verbosity quiet >&2
dotnet build bench/AgentGrains.Load --configuration Release --nologo --verbosity quiet >&2
[[ " $* " != *" cluster "* ]] || eng/azurite.sh >&2
exec timeout --signal=INT --kill-after=30 2700 dotnet bench/AgentGrains.Load/bin/Release/net10.0/AgentGrains.Load.dll \
  --server "$server" ${BASELINE:+--baseline "$BASELINE"} "$@"
