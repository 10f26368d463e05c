#!/usr/bin/env bash
# Builds the service and starts it on the embedded SQLite store. Ctrl-C drains and stops.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/sdk.sh
require_sdk
dotnet build src/AgentGrains.Server --configuration Release --nologo --verbosity quiet
export ASPNETCORE_ENVIRONMENT="${ASPNETCORE_ENVIRONMENT:-Development}"
exec dotnet src/AgentGrains.Server/bin/Release/net10.0/AgentGrains.Server.dll "$@"
