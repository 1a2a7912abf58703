#!/bin/sh
# Finds the config drive as guests do, by its label, and tells the host which drive of the machine it is. JSON, one line.
. /start.sh

for _ in $(seq 300); do
  [ -e /sys/block/sr1 ] && break
  usleep 100000
done
exec >"$(echo /dev/vport*p1)"

device=$(blkid -c /dev/null -t LABEL=config-2 -o device)
name=${device#/dev/}
mkdir -p /m
mount -t iso9660 -o ro "$device" /m
printf '{"drives":"%s","device":"%s","place":"%s","host":"%s"}\n' "$(echo /sys/block/sr*)" "$device" \
  "$(readlink -f "/sys/block/$name/device")" "$(cat /m/cloudstack/metadata/local-hostname.txt)"
printf '{"end":true}\n'
reboot -f
