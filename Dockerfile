# The images of Groundwork, a target each: gateway (with the web app), chat, ingestion, local-azure.
#
#   tools/images/build.sh            builds all four, prints their sizes, writes an SBOM of each
#
# Bases are arguments, so that a pipeline names them by digest and a machine without a registry names its own.
# BUILD_BASE has Node and npm. RUNTIME_BASE has libstdc++ and nothing else that we need: Node is copied into it, npm is not.
ARG BUILD_BASE=node:24-bookworm-slim
ARG RUNTIME_BASE=gcr.io/distroless/cc-debian12:nonroot

FROM ${BUILD_BASE} AS sources
WORKDIR /app
ENV NO_UPDATE_NOTIFIER=1 npm_config_fund=false npm_config_audit=false
COPY package.json package-lock.json .npmrc ./
COPY tools/no-telemetry tools/no-telemetry
COPY services/gateway/package.json services/gateway/
COPY services/chat/package.json services/chat/
COPY services/ingestion/package.json services/ingestion/
COPY services/local-azure/package.json services/local-azure/
COPY services/web/package.json services/web/

# The secret "ca" holds the certificates of a company's proxy, where there is one; it is in no layer.
FROM sources AS build
RUN --mount=type=secret,id=ca,target=/run/ca.crt --mount=type=cache,target=/root/.npm,sharing=locked \
    NODE_EXTRA_CA_CERTS=/run/ca.crt npm ci --ignore-scripts --no-progress
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY services services
RUN npm run build:services && npm run build:web && find dist -name '*.tsbuildinfo' -delete

# What one service needs at run time, and not the packages of the others or of the repository.
FROM sources AS gateway-packages
RUN --mount=type=secret,id=ca,target=/run/ca.crt --mount=type=cache,target=/root/.npm,sharing=locked \
    NODE_EXTRA_CA_CERTS=/run/ca.crt npm ci -w services/gateway --omit=dev --ignore-scripts --no-progress
FROM sources AS chat-packages
RUN --mount=type=secret,id=ca,target=/run/ca.crt --mount=type=cache,target=/root/.npm,sharing=locked \
    NODE_EXTRA_CA_CERTS=/run/ca.crt npm ci -w services/chat --omit=dev --ignore-scripts --no-progress
FROM sources AS ingestion-packages
RUN --mount=type=secret,id=ca,target=/run/ca.crt --mount=type=cache,target=/root/.npm,sharing=locked \
    NODE_EXTRA_CA_CERTS=/run/ca.crt npm ci -w services/ingestion --omit=dev --ignore-scripts --no-progress
FROM sources AS local-azure-packages
RUN --mount=type=secret,id=ca,target=/run/ca.crt --mount=type=cache,target=/root/.npm,sharing=locked \
    NODE_EXTRA_CA_CERTS=/run/ca.crt npm ci -w services/local-azure --omit=dev --ignore-scripts --no-progress

# The files of each image, put together where there is a shell; prune.sh leaves out what no program reads, and compile.mjs fills Node's compile cache, most of a start.
FROM gateway-packages AS gateway-files
COPY --from=build /app/dist/services/shared dist/services/shared
COPY --from=build /app/dist/services/gateway dist/services/gateway
COPY --from=build /app/services/web/dist services/web/dist
COPY tools/images/prune.sh tools/images/compile.mjs /tmp/
RUN /tmp/prune.sh && NODE_COMPILE_CACHE=/app/compile-cache node /tmp/compile.mjs gateway main
FROM chat-packages AS chat-files
COPY --from=build /app/dist/services/shared dist/services/shared
COPY --from=build /app/dist/services/chat dist/services/chat
COPY tools/images/prune.sh tools/images/compile.mjs /tmp/
RUN /tmp/prune.sh && NODE_COMPILE_CACHE=/app/compile-cache node /tmp/compile.mjs chat main
FROM ingestion-packages AS ingestion-files
COPY --from=build /app/dist/services/shared dist/services/shared
COPY --from=build /app/dist/services/ingestion dist/services/ingestion
COPY tools/images/prune.sh tools/images/compile.mjs /tmp/
RUN /tmp/prune.sh && NODE_COMPILE_CACHE=/app/compile-cache node /tmp/compile.mjs ingestion main index-cli keys-cli
FROM local-azure-packages AS local-azure-files
COPY --from=build /app/dist/services/local-azure dist/services/local-azure
COPY tools/images/prune.sh tools/images/compile.mjs /tmp/
RUN /tmp/prune.sh && NODE_COMPILE_CACHE=/app/compile-cache node /tmp/compile.mjs local-azure main

# Common to all. 65532 is distroless's "nonroot"; a number, so that the kubelet can see that it is not root.
FROM ${RUNTIME_BASE} AS runtime
WORKDIR /app
COPY --from=sources /usr/local/bin/node /usr/local/bin/node
COPY LICENSE THIRD-PARTY-NOTICES.md ./
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/compile-cache
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/node", "--enable-source-maps"]
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.version=${VERSION} \
      org.opencontainers.image.revision=${REVISION} \
      org.opencontainers.image.source=${SOURCE} \
      org.opencontainers.image.licenses=MIT \
      org.opencontainers.image.vendor=Groundwork

FROM runtime AS gateway
LABEL org.opencontainers.image.title="groundwork-gateway" \
      org.opencontainers.image.description="The public door of Groundwork: identity, limits, routing, and the web app"
COPY --from=gateway-files /app /app
EXPOSE 8080 9464
# How Node and glibc are told to keep small, here and below: tools/start/node-flags.ts.
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072
CMD ["--max-semi-space-size=8", "dist/services/gateway/src/main.js"]

FROM runtime AS chat
LABEL org.opencontainers.image.title="groundwork-chat" \
      org.opencontainers.image.description="Question to answer with checked citations"
COPY --from=chat-files /app /app
EXPOSE 8080 9464
CMD ["dist/services/chat/src/main.js"]

FROM runtime AS ingestion
LABEL org.opencontainers.image.title="groundwork-ingestion" \
      org.opencontainers.image.description="File to passages in the index: API, worker and their tools"
COPY --from=ingestion-files /app /app
EXPOSE 8080 9464
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072
CMD ["--max-old-space-size=96", "--max-semi-space-size=4", "dist/services/ingestion/src/main.js"]

FROM runtime AS local-azure
LABEL org.opencontainers.image.title="groundwork-local-azure" \
      org.opencontainers.image.description="Emulators of Azure services, for demos and tests; never for production"
COPY --from=local-azure-files /app /app
EXPOSE 10000 10001 10002 10003
CMD ["dist/services/local-azure/src/main.js"]
