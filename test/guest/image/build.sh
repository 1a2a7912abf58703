#!/bin/sh
# Builds the disk of the guest that boots: Debian with systemd and cloud-init, as Debian's cloud images have it (netplan,
# networkd), plus the files of the folder beside this script. Needs root, for file ownership, and mmdebstrap.
# build.sh FOLDER [RELEASE]: leaves disk.raw, vmlinuz, initrd and packages.txt in that folder, which must not exist. The release is
# a codename of Debian's; without it, this machine's own.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
own=$(. /etc/os-release && echo "$VERSION_CODENAME")
release=${2:-$own}
draft=$folder.draft
packages=systemd-sysv,udev,dbus,kmod,e2fsprogs,iproute2,passwd,login,sudo,openssh-server
packages=$packages,cloud-init,netplan.io,initramfs-tools,linux-image-cloud-amd64

rm -rf "$draft"
mkdir -p "$draft"
trap 'rm -rf "$draft"' EXIT

sources=/etc/apt/sources.list.d/debian.sources
[ -e "$sources" ] || sources=/etc/apt/sources.list

# The machine's own sources of packages, nothing else. Documentation and translations only cost time to unpack.
sed "s/\\b$own\\b/$release/g" "$sources" >"$draft/${sources##*/}"
mmdebstrap --quiet --variant=apt --mode=root \
  --aptopt='APT::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --include="$packages" \
  "$release" "$draft/root" "$draft/${sources##*/}"
rm -f "$draft/${sources##*/}"

cp -R "$here/files/." "$draft/root/"
chmod 0755 "$draft"/root/usr/local/sbin/*
# cloud-final comes after multi-user.target, so what comes after cloud-final belongs to cloud-init.target.
for wanted in multi-user.target.wants/cloudstack-password multi-user.target.wants/report-undetected \
  cloud-init.target.wants/report; do
  mkdir -p "$draft/root/etc/systemd/system/${wanted%/*}"
  ln -s "/etc/systemd/system/${wanted##*/}.service" "$draft/root/etc/systemd/system/$wanted.service"
done
# A machine-id of its own keeps systemd off its first-boot path; no keys of the host, cloud-init makes them.
echo 0123456789abcdef0123456789abcdef >"$draft/root/etc/machine-id"
rm -f "$draft"/root/etc/ssh/ssh_host_*
echo guest >"$draft/root/etc/hostname"

chroot "$draft/root" dpkg-query -W -f '${Package} ${Version}\n' >"$draft/packages.txt"
cp "$draft"/root/boot/vmlinuz-* "$draft/vmlinuz"
cp "$draft"/root/boot/initrd.img-* "$draft/initrd"
rm -rf "$draft"/root/boot/*
mke2fs -q -t ext4 -d "$draft/root" "$draft/disk.raw" 2G
rm -rf "$draft/root"
mv "$draft" "$folder"
trap - EXIT
