# The service on a CPU. Build from the repository's root: docker build -f docker/api.Dockerfile -t seje-api .
# docker/prove.mjs runs these steps in a plain folder, where there is no Docker.

FROM node:24-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Install scripts of one package only: the addon of the index, which Python and a C++ compiler build here.
RUN npm ci --ignore-scripts && npm rebuild hnswlib-node
COPY . .
RUN node bin/build-all.mjs api web && node docker/prune.mjs

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    EXECUTION_PROVIDER=cpu \
    SEJE_BUNDLE=/bundle \
    SEJE_DATA=/data \
    SEJE_STATE=/state \
    SEJE_WEB=/app/dist/web
WORKDIR /app
COPY --from=build /app/LICENSE /app/NOTICE /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/docker/seje.mjs /app/docker/health.mjs docker/
RUN install -d -o 1000 -g 1000 /state
# The base image's user "node", by number, so that Kubernetes can tell that it is not root.
USER 1000:1000
VOLUME /state
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "docker/health.mjs"]
ENTRYPOINT ["node", "docker/seje.mjs"]
CMD ["serve"]
