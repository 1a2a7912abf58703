#!/bin/sh
# The whole life of the guest: mounts every CD drive three ways and tells the host what it sees, one JSON object a line.
# Forks cost milliseconds under emulation: many files, few processes.
. /start.sh

read -r command_line </proc/cmdline
images=${command_line##*images=}
images=${images%% *}

# Drives appear one by one.
for _ in $(seq 300); do
  set -- /sys/block/sr*
  [ -e "$1" ] && [ $# -ge "$images" ] && break
  usleep 100000
done
exec >"$(echo /dev/vport*p1)"
dmesg -c >/dev/null

record=$(printf '\036') field=$(printf '\037')
stat_format="$record%f$field%u$field%g$field%h$field%s$field%Y$field%t:%T$field%n$field%N"

# A large file is sampled as test/support/sample.ts does: blocks of 64 KiB before and after every 64 MiB, and the last two.
sample_large_files() {
  find . -type f -size +131072 | while IFS= read -r file; do
    last=$((($(stat -c %s "$file") - 1) / 65536))
    {
      dd if="$file" bs=65536 count=1
      at=1024
      while [ $at -le $last ]; do
        dd if="$file" bs=65536 skip=$((at - 1)) count=2
        at=$((at + 1024))
      done
      dd if="$file" bs=65536 skip=$((last - 1)) count=2
    } 2>/dev/null | sha256sum | while read -r hash _; do echo "$hash  $file"; done
  done
}

look() { # image, device, tree, mount options
  : >/tmp/stats >/tmp/hashes >/tmp/samples
  mounted=false
  if mount -t iso9660 -o "ro$4" "$2" /m 2>/tmp/errors; then
    mounted=true
    cd /m || exit
    find . -exec stat -c "$stat_format" {} + >/tmp/stats 2>>/tmp/errors
    find . -type f -size -131073 -exec sha256sum {} + >/tmp/hashes 2>>/tmp/errors
    sample_large_files >/tmp/samples 2>>/tmp/errors
    cd /
    umount /m
  fi
  dmesg -c >/tmp/kernel
  awk -v image="$1" -v tree="$3" -v mounted=$mounted -f /report.awk
}

mkdir -p /m /tmp
for place in /sys/bus/scsi/devices/*:0:*:0/block/sr*; do
  address=${place#/sys/bus/scsi/devices/*:0:}
  image=${address%%:*}
  device=/dev/${place##*/}
  blkid -p -o udev "$device" >/tmp/label 2>/dev/null
  awk -v image="$image" -f /label.awk
  look "$image" "$device" rockRidge ''
  look "$image" "$device" joliet ,norock
  look "$image" "$device" plain ,norock,nojoliet
done
echo '{"end":true}'
reboot -f
