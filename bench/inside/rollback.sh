#!/bin/sh
# The way back of setup.sh.
set -eu
cd /etc/docker
mv daemon.json.bak daemon.json
systemctl restart docker
docker info > /run/after-rollback 2>/dev/null
if grep -q 'http://nexushub.com:8001/' /run/after-rollback; then exit 1; fi
