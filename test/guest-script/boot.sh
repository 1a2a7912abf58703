#!/bin/sh
# One boot of a guest that has a shell, Debian's small tools and nothing else: boot.sh ROOT SHELL [TOOL [HIDDEN]]. Runs in a mount
# namespace of its own, which goes with it, as what is mounted goes with a guest. ROOT/wrap is what stands in the place of TOOL, the
# programs HIDDEN are not there, and those in ROOT/local go before all others.
set -e
root=$1 shell=$2 tool=$3 hidden=$4
mount --make-rprivate /
for each in bin sbin lib lib64 usr; do
  if [ -L "/$each" ]; then
    [ -L "$root/$each" ] || ln -s "$(readlink "/$each")" "$root/$each"
  elif [ -d "/$each" ]; then
    mkdir -p "$root/$each" && mount --rbind "/$each" "$root/$each"
  fi
done
mkdir -p "$root/real" "$root/proc" "$root/run"
mount --rbind /usr "$root/real"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/run"
for each in null urandom; do
  [ -e "$root/dev/$each" ] || : >"$root/dev/$each"
  mount --bind "/dev/$each" "$root/dev/$each"
done
cover() { mount --bind "$1" "$(readlink -f "$root/$2")"; }
case $shell in
  bash) cover /usr/bin/bash usr/bin/dash ;;
  ash) cover "$(readlink -f "$(command -v busybox)")" usr/bin/dash ;;
esac
cover "$root/mount" usr/bin/mount
cover "$root/sync" usr/bin/sync
[ -z "$tool" ] || cover "$root/wrap" "$tool"
for each in $hidden; do
  # Nothing that a shell takes for a program.
  [ ! -e "/usr/bin/$each" ] || cover /dev/null "usr/bin/$each"
done
[ ! -d "$root/local" ] || mount --bind "$root/local" "$root/usr/local/sbin"
exec chroot "$root" /bin/sh -c 'echo $$ >/pid; exec /bin/sh /script'
