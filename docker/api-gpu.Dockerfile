# The service on an NVIDIA GPU. Never built: no machine with Docker and a GPU was at hand.
# Build from the repository's root: docker build -f docker/api-gpu.Dockerfile -t seje-api-gpu .
# Run with --gpus all; the driver has to know CUDA 13.
#
# The package onnxruntime-node brings no CUDA provider. One of its version 1.29.0, for CUDA 13 and cuDNN 9, is in an
# npm package for Unity; it has to be of the same version as the runtime, so that is replaced too.

FROM node:24-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts && npm rebuild hnswlib-node
COPY . .
RUN node bin/build-all.mjs api web && node docker/prune.mjs
WORKDIR /runtime
RUN npm pack --silent onnxruntime-node@1.29.0 onnxruntime-common@1.29.0 com.github.asus4.onnxruntime.linux-x64-gpu@0.4.9 \
    && for package in onnxruntime-node onnxruntime-common; do \
         tar -xzf "$package-1.29.0.tgz" --strip-components=1 -C "/app/node_modules/$package"; \
       done \
    && mkdir provider && tar -xzf com.github.asus4.onnxruntime.linux-x64-gpu-0.4.9.tgz -C provider \
    && find provider -name "libonnxruntime_providers_*.so" \
         -exec mv {} /app/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/ ";" \
    && rm -rf /app/node_modules/onnxruntime-node/bin/napi-v6/darwin \
              /app/node_modules/onnxruntime-node/bin/napi-v6/win32 \
              /app/node_modules/onnxruntime-node/bin/napi-v6/linux/arm64

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
