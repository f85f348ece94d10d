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
# Development dependencies too: they compile the services, and the rest runs from source through tsx.
RUN npm ci --include=dev
COPY . .
# A service that compiles its own sources would start four times slower, also when it is started again after a fault.
RUN node --import tsx shared/infra/compile-services.ts *-variant/service.ts
USER node
