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

# dpkg's fsyncs buy nothing in a tree that is thrown away when it is not complete.
install_packages() {
  echo force-unsafe-io > "$building/etc/dpkg/dpkg.cfg.d/lab"
  printf '#!/bin/sh\nexit 101\n' > "$building/usr/sbin/policy-rc.d"
  chmod 755 "$building/usr/sbin/policy-rc.d"
  mount -t proc proc "$building/proc"
  # A mirror that lags behind is good enough for a test host.
  inside apt-get -q -o Acquire::Check-Valid-Until=false update
  inside apt-get -q install -y --no-install-recommends $packages
  inside apt-get clean
  umount "$building/proc"
  rm "$building/usr/sbin/policy-rc.d"
}

# nspawn mounts the cgroups read-only at every boot, also after a reboot: without this no container starts.
add_cgroup_unit() {
  cat > "$building/usr/local/sbin/lab-cgroups" <<'SCRIPT'
#!/bin/sh
while read -r _ mount _; do
  case $mount in /sys/fs/cgroup*) mount -o remount,rw,bind "$mount" ;; esac
done < /proc/self/mounts
SCRIPT
  chmod 755 "$building/usr/local/sbin/lab-cgroups"
  cat > "$building/etc/systemd/system/lab-cgroups.service" <<'UNIT'
[Unit]
Description=Make the control groups writable
DefaultDependencies=no
Before=basic.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/lab-cgroups
[Install]
WantedBy=sysinit.target
UNIT
  inside systemctl -q enable lab-cgroups.service
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
  mkdir -p "$building/etc/cloud" "$building/etc/systemd/journald.conf.d"
  touch "$building/etc/cloud/cloud-init.disabled"
  printf '[Journal]\nStorage=volatile\n' > "$building/etc/systemd/journald.conf.d/lab.conf"
}

bootstrap "$@"
install_packages
add_cgroup_unit
quieten
inside useradd --create-home --shell /bin/sh visitor
mv "$building" "$target"
