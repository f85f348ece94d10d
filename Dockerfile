# One image for every service; compose chooses which one runs.
FROM node:20-bookworm-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY shared/chaos-monkey-lite/package.json shared/chaos-monkey-lite/
COPY rest-variant/package.json rest-variant/
COPY broker-variant/package.json broker-variant/
COPY scenarios/package.json scenarios/
COPY reports/package.json reports/
# Development dependencies too: services run from source through tsx.
RUN npm ci --include=dev
COPY . .
USER node
