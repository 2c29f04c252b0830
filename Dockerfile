# docker build --target silo .   the cluster product (the default)
# docker build --target api .    the one-machine product
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/ src/
ARG TARGET_PROJECTS="src/Api src/Silo"
RUN for project in $TARGET_PROJECTS; do \
      dotnet publish "$project" -c Release -o "/published/$(basename "$project")" -p:RunAnalyzers=false || exit 1; \
    done

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS base
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV ASPNETCORE_URLS=http://+:8080 \
    DOTNET_gcServer=1
EXPOSE 8080
# Ready only while inputs are taken: a load balancer looks at /health/ready, the engine's own watchdog at /health/live.
HEALTHCHECK --interval=5s --timeout=3s --start-period=40s --retries=3 CMD curl -fsS http://127.0.0.1:8080/health/live || exit 1
USER app
STOPSIGNAL SIGTERM

FROM base AS api
COPY --from=build --chown=app:app /published/Api .
ENTRYPOINT ["dotnet", "Conversations.Api.dll"]

FROM base AS silo
COPY --from=build --chown=app:app /published/Silo .
# Between silos; never published to the outside.
EXPOSE 11111
ENTRYPOINT ["dotnet", "Conversations.Silo.dll"]
