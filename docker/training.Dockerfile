# The training toolkit on native TensorFlow, on a CPU. Never built: no Docker was at hand.
# docker build -f docker/training.Dockerfile -t seje-training .
# docker run --rm -v "$PWD:/work" -u "$(id -u):$(id -g)" seje-training pipeline --data my-recipes --out run

FROM node:24-bookworm
# The versions that the base image's own Debian release has: pinning one would end with the next security fix.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3-pip \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts && npm rebuild hnswlib-node
COPY . .
RUN node training/native/install.mjs && node bin/build-all.mjs training
# Networks that training fetches, and what it makes of them: mount a volume here to keep them.
ENV SEJE_CACHE=/cache
RUN install -d -m 1777 /cache
VOLUME /cache
USER 1000:1000
WORKDIR /work
ENTRYPOINT ["node", "/app/bin/seje.mjs"]
CMD ["--help"]
