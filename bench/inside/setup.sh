#!/bin/sh
# What an administrator writes: a copy, the edit, the restart, a look.
set -eu
cd /etc/docker
cp -p daemon.json daemon.json.bak
jq '."registry-mirrors" = ["http://nexushub.com:8001"] | ."insecure-registries" = ["nexushub.com:8001"]' \
  daemon.json > daemon.json.new
mv daemon.json.new daemon.json
systemctl restart docker
docker info 2>/dev/null | grep -q 'http://nexushub.com:8001/'
