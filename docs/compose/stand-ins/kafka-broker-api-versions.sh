#!/bin/bash
# Stand-in for Kafka's own tool, which is not among the harness's jars: only asks whether the port is open.
address=$2
exec 3<>"/dev/tcp/${address%%:*}/${address##*:}"
