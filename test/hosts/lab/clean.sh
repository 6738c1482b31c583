# Removes one lab, or one host of it, whatever state it is in: clean.sh LAB-FOLDER [HOST]
# It is handed to sh as text (the folder that it removes may be the one it came from), and may run twice.
lab=$1 host=${2:-}
id=$(basename "$lab")
folder=$lab${host:+/hosts/$host}

groups() {
  find /sys/fs/cgroup -type d -path "*/registry-client-lab/$id" -prune
}
processes() {
  groups | while read -r group; do
    find "$group${host:+/$host}" -name cgroup.procs -exec cat {} + 2> /dev/null
  done | sort -u
}

tries=0
while pids=$(processes) && [ -n "$pids" ] && [ $tries -lt 100 ]; do
  kill -KILL $pids 2> /dev/null
  tries=$((tries + 1))
  sleep 0.05
done

awk '{ print $5 }' /proc/self/mountinfo | grep -F "$folder/" | sort -r | while read -r mount; do
  umount "$mount" 2> /dev/null || umount --lazy "$mount"
done

ip netns list | awk '{ print $1 }' | grep -E "^rcl-$id-${host:-.*}\$" | while read -r name; do
  ip netns delete "$name"
done

groups | while read -r group; do
  find "$group${host:+/$host}" -depth -type d -exec rmdir {} \; 2> /dev/null
done
[ -n "$host" ] || find /sys/fs/cgroup -type d -name registry-client-lab -exec rmdir {} + 2> /dev/null

rm -rf "$folder"
[ ! -e "$folder" ]
