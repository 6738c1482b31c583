#!/bin/sh
# The state from which every run starts: an ordinary daemon.json, loaded; no generation. With the word `resident` one
# container runs, which stops at once when it is told to.
# Nobody restarts Docker four times in ten seconds but a benchmark: systemd's count of starts is taken back.
set -eu
rm -rf /var/lib/registry-client
rm -f /etc/docker/daemon.json*
printf '{\n  "log-driver": "json-file",\n  "log-opts": { "max-size": "10m" }\n}\n' > /etc/docker/daemon.json
systemctl reset-failed docker.service docker.socket
systemctl restart docker
if [ "${1:-}" = resident ]; then
  docker start resident > /dev/null 2>&1 ||
    docker run -d --name resident resident:1 sh -c 'trap "exit 0" TERM; sleep 100000 & wait' > /dev/null
fi
docker info > /dev/null 2>&1
systemctl reset-failed docker.service docker.socket
