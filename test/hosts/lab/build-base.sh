#!/bin/sh
# Builds the root of one Debian release: build-base.sh RELEASE TARGET PACKAGES MIRROR...
# Run by base.ts in mount and process namespaces of its own, so that nothing of it survives it.
# TARGET appears only when it is complete; the mirrors are tried in order.
set -eu
release=$1 target=$2 packages=$3
shift 3
[ ! -e "$target" ] || exit 0

building=$target.building
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive chroot "$building" "$@"; }

bootstrap() {
  for mirror in "$@"; do
    rm -rf "$building"
    mkdir -p "$building"
    if debootstrap --variant=minbase \
      --include=systemd,systemd-sysv,dbus,ca-certificates,iproute2,procps \
      "$release" "$building" $mirror; then return 0; fi
    tail -n 5 "$building/debootstrap/debootstrap.log" >&2 || true
  done
  return 1
}

# dpkg's fsyncs buy nothing in a tree that is thrown away when it is not complete. The engines' own packages stay for
# the hosts' repository (offer_packages); apt's lists would be a hundred megabytes that no host can use offline.
install_packages() {
  echo force-unsafe-io > "$building/etc/dpkg/dpkg.cfg.d/lab"
  printf '#!/bin/sh\nexit 101\n' > "$building/usr/sbin/policy-rc.d"
  chmod 755 "$building/usr/sbin/policy-rc.d"
  mount -t proc proc "$building/proc"
  # A mirror that lags behind is good enough for a test host.
  inside apt-get -q -o Acquire::Check-Valid-Until=false update
  inside apt-get -q install -y --no-install-recommends $packages
  mkdir "$building/var/lib/lab-packages"
  for kept in docker.io docker-cli podman; do
    find "$building/var/cache/apt/archives" -name "${kept}_*.deb" -exec mv {} "$building/var/lib/lab-packages" \;
  done
  inside apt-get clean
  rm -rf "$building"/var/lib/apt/lists/* "$building"/var/cache/apt/*.bin
  umount "$building/proc"
  rm "$building/usr/sbin/policy-rc.d"
}

# Hosts have no way out: their apt knows one repository, a folder of their own. lab-index renews its list.
offer_packages() {
  cat > "$building/usr/local/sbin/lab-index" <<'SCRIPT'
#!/bin/sh
set -eu
cd /var/lib/lab-packages
for deb in *.deb; do
  dpkg-deb -f "$deb"
  printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' \
    "$deb" "$(stat -c %s "$deb")" "$(sha256sum < "$deb" | cut -d ' ' -f 1)"
done > Packages
apt-get -q update
SCRIPT
  chmod 755 "$building/usr/local/sbin/lab-index"
  rm -f "$building/etc/apt/sources.list"
  printf 'Types: deb\nURIs: file:/var/lib/lab-packages\nSuites: ./\nTrusted: yes\n' \
    > "$building/etc/apt/sources.list.d/lab.sources"
  inside /usr/local/sbin/lab-index
}

# What a host needs at every boot, also after a reboot. nspawn mounts the cgroups read-only: no container starts so.
# Rootless engines need two devices as udev makes them on a real host.
add_boot_unit() {
  cat > "$building/usr/local/sbin/lab-boot" <<'SCRIPT'
#!/bin/sh
while read -r _ mount _; do
  case $mount in /sys/fs/cgroup*) mount -o remount,rw,bind "$mount" ;; esac
done < /proc/self/mounts
[ -e /dev/fuse ] || mknod /dev/fuse c 10 229
[ -e /dev/net/tun ] || { mkdir -p /dev/net && mknod /dev/net/tun c 10 200; }
chmod 666 /dev/fuse /dev/net/tun
SCRIPT
  chmod 755 "$building/usr/local/sbin/lab-boot"
  cat > "$building/etc/systemd/system/lab-boot.service" <<'UNIT'
[Unit]
Description=Make the control groups writable and the devices of rootless engines usable
DefaultDependencies=no
Before=basic.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/lab-boot
[Install]
WantedBy=sysinit.target
UNIT
  inside systemctl -q enable lab-boot.service
}

# cloud-init as an image maker sets it up: where its data comes from, no network of its own, a locale that is there,
# and apt's sources left alone. It stays off where a test does not boot with it.
set_up_cloud_init() {
  mkdir -p "$building/etc/cloud/cloud.cfg.d"
  touch "$building/etc/cloud/cloud-init.disabled"
  cat > "$building/etc/cloud/cloud.cfg.d/99-lab.cfg" <<'CONFIG'
datasource_list: [NoCloud, None]
network: {config: disabled}
locale: C.UTF-8
apt: {preserve_sources_list: true}
CONFIG
}

# A user for rootless engines; his stores are bound to an ordinary folder (root.ts).
add_user() {
  inside useradd --create-home --shell /bin/bash visitor
  inside install -d -o visitor -g visitor /home/visitor/.local
}

# Background work of a real host only makes a test slower and less alike from run to run. Nothing has to be
# plugged in, and every host's coldplug would wake the udev of all the others.
quieten() {
  for unit in apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service \
    podman-auto-update.timer podman-auto-update.service podman-restart.service console-getty.service \
    systemd-udevd.service systemd-udev-trigger.service systemd-udevd-control.socket systemd-udevd-kernel.socket; do
    ln -sf /dev/null "$building/etc/systemd/system/$unit"
  done
  inside systemctl -q disable ssh.service
  mkdir -p "$building/etc/systemd/journald.conf.d"
  printf '[Journal]\nStorage=volatile\n' > "$building/etc/systemd/journald.conf.d/lab.conf"
}

bootstrap "$@"
install_packages
offer_packages
add_boot_unit
set_up_cloud_init
add_user
quieten
mv "$building" "$target"
