# The service on an NVIDIA GPU. Never built: no machine with Docker and a GPU was at hand.
# Build from the repository's root: docker build -f docker/api-gpu.Dockerfile -t seje-api-gpu .
# Run with --gpus all; the driver has to know CUDA 13.
#
# The package onnxruntime-node brings no CUDA provider: `cuda:install` lays it (docs/gpu.md). It says that CUDA does not
# load in the stage that builds, which has no CUDA.

FROM node:24-bookworm AS build
# The version that the base image's own Debian release has: pinning one would end with the next security fix.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3-pip \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts && npm rebuild hnswlib-node
COPY . .
RUN node bin/build-all.mjs api web && node docker/prune.mjs && node training/native/install-cuda.mjs

FROM nvidia/cuda:13.0.1-cudnn-runtime-ubuntu24.04
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    EXECUTION_PROVIDER=cuda \
    SEJE_BUNDLE=/bundle \
    SEJE_DATA=/data \
    SEJE_STATE=/state \
    SEJE_WEB=/app/dist/web
COPY --from=build /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=build /app/LICENSE /app/NOTICE /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/docker/seje.mjs /app/docker/health.mjs docker/
# The base image has a user of this number, "ubuntu".
RUN install -d -o 1000 -g 1000 /state
USER 1000:1000
VOLUME /state
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "docker/health.mjs"]
ENTRYPOINT ["node", "docker/seje.mjs"]
CMD ["serve"]
