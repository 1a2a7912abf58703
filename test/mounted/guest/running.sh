#!/bin/sh
# A guest that goes on running: does what the host asks for on its port, one word a line, and answers with one line each.
. /start.sh

for _ in $(seq 300); do
  [ -e /sys/block/sr0 ] && [ -e /dev/vport*p1 ] && break
  usleep 100000
done
mkdir -p /m /tmp
exec 3<>"$(echo /dev/vport*p1)"
echo running >&3

# The first line that a file on the drive has, or nothing.
first_line() {
  read -r line <"/m/$1" 2>/dev/null
  echo "$line"
}

while read -r word <&3; do
  case $word in
    mount) mount -t iso9660 -o ro /dev/sr0 /m 2>/tmp/errors && echo done >&3 || echo failed >&3 ;;
    umount) umount /m 2>/tmp/errors && echo done >&3 || echo failed >&3 ;;
    look)
      find /m -type f -exec sha256sum {} + 2>/tmp/errors >/tmp/sums
      failed=$(awk 'END { print NR }' /tmp/errors)
      read_whole=$(awk 'END { print NR }' /tmp/sums)
      read -r sectors </sys/block/sr0/size
      echo "{\"host\":\"$(first_line cloudstack/metadata/local-hostname.txt)\",\"password\":\"$(first_line cloudstack/password/vm_password.txt)\",\"failed\":$failed,\"files\":$read_whole,\"byteLength\":$((sectors * 512))}" >&3
      ;;
    end) reboot -f ;;
  esac
done
