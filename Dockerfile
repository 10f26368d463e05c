# The server's image: restored as the lock files say, compiled ahead of time together with the framework, run without root and without a shell.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
# The error pages are served by the service itself.
COPY docs/errors/ docs/errors/
COPY src/ src/
RUN dotnet restore src/AgentGrains.Server --locked-mode -p:Shipped=true
RUN dotnet publish src/AgentGrains.Server --configuration Release --no-restore -p:Shipped=true --output /app

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app .
ENV ASPNETCORE_URLS=http://+:8080
EXPOSE 8080
USER $APP_UID
ENTRYPOINT ["./AgentGrains.Server"]
