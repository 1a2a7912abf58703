#!/bin/sh
# configdrive guest script, version 2
#
# Runs at every boot of a guest, as root. Takes password, SSH keys and, where it is asked to, host name from the config drive, or
# the password from the virtual router, and applies what is new. What a person changes in the guest stays until the next reset.
#
# Settings, from the environment or /etc/configdrive-guest.conf (lines NAME=value):
#   CONFIGDRIVE_USER       whose password and keys; default: cloud-init's default user, else root
#   CONFIGDRIVE_HOST_NAME  yes: the host name, too
#   CONFIGDRIVE_LABELS     labels of the drive, with spaces between them
#   CONFIGDRIVE_ROUTER     address of the virtual router; default: who gave the lease, data-server, the default gateway
#
# What is kept is in /var/lib/configdrive: a salted hash of the password that was applied last, and the public keys. No password is
# ever an argument, a variable of the environment, a line of a log or a file.

VERSION=2
LC_ALL=C
PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin
export LC_ALL PATH
umask 077
unset password wanted lines answer told found scalar

STATE=/var/lib/configdrive
RUN=/run
[ -d "$RUN" ] || RUN=/var/run
CLOUD=/var/lib/cloud/instance
CONF=/etc/configdrive-guest.conf
MOST_BYTES=1048576
NEWLINE='
'
CR=$(printf '\r')

has() { command -v "$1" >/dev/null 2>&1; }

# One line in the journal. No line has a content.
say() {
  line="configdrive: $1"
  printf '%s\n' "$line" >&2
  if has logger && logger -t configdrive-guest -- "$line" 2>/dev/null; then return 0; fi
  if [ -w /dev/kmsg ]; then printf '%s\n' "$line" >/dev/kmsg; fi 2>/dev/null
  return 0
}

# What a boothook was made with goes before what the guest says.
settings() {
  if [ -r "$CONF" ]; then
    while IFS='=' read -r name value || [ -n "$name" ]; do
      case $name in
        CONFIGDRIVE_USER) : "${CONFIGDRIVE_USER:=$value}" ;;
        CONFIGDRIVE_HOST_NAME) : "${CONFIGDRIVE_HOST_NAME:=$value}" ;;
        CONFIGDRIVE_LABELS) : "${CONFIGDRIVE_LABELS:=$value}" ;;
        CONFIGDRIVE_ROUTER) : "${CONFIGDRIVE_ROUTER:=$value}" ;;
      esac
    done <"$CONF"
  fi
  : "${CONFIGDRIVE_LABELS:=config-2 CONFIG-2 cidata CIDATA}"
  DEFAULT_USER=''
  if [ -r /etc/cloud/cloud.cfg ]; then
    # Who is taken for root because a tool fails gets a password that was for somebody else.
    DEFAULT_USER=$(awk '/^ *default_user:/ { isOn = 1 } isOn && $1 == "name:" { print $2; exit }' /etc/cloud/cloud.cfg) || {
      say '/etc/cloud/cloud.cfg cannot be read: nothing is applied in this boot'
      exit 0
    }
  fi
  : "${CONFIGDRIVE_USER:=${DEFAULT_USER:-root}}"
}

# ---------------------------------------------------------------------------------------------------------------------------------
# JSON, as far as drives have it

# Prints every text of a document whose path matches `want`, such as /public_keys/mine, or /0 in a list.
# shellcheck disable=SC2016
JSON='
function hex(digits,   i, n) {
  for (i = 1; i <= length(digits); i++) n = n * 16 + index("0123456789abcdef", tolower(substr(digits, i, 1))) - 1
  return n
}
function utf8(n) {
  if (n < 128) return sprintf("%c", n)
  if (n < 2048) return sprintf("%c%c", 192 + int(n / 64), 128 + n % 64)
  if (n < 65536) return sprintf("%c%c%c", 224 + int(n / 4096), 128 + int(n / 64) % 64, 128 + n % 64)
  return sprintf("%c%c%c%c", 240 + int(n / 262144), 128 + int(n / 4096) % 64, 128 + int(n / 64) % 64, 128 + n % 64)
}
function unescaped(s,   out, at, c, n, low) {
  while ((at = index(s, "\\")) > 0) {
    out = out substr(s, 1, at - 1)
    c = substr(s, at + 1, 1)
    if (c == "u") {
      n = hex(substr(s, at + 2, 4))
      low = substr(s, at + 6, 2) == "\\u" ? hex(substr(s, at + 8, 4)) : 0
      if (n >= 55296 && n < 56320 && low >= 56320 && low < 57344) {
        n = 65536 + (n - 55296) * 1024 + low - 56320
        at += 6
      }
      out = out utf8(n)
      s = substr(s, at + 6)
    } else {
      out = out (c == "n" ? "\n" : c == "t" ? "\t" : c == "r" ? "\r" : c == "b" ? "\b" : c == "f" ? "\f" : c)
      s = substr(s, at + 2)
    }
  }
  return out s
}
function space() { while (at <= end && index(" \t\r\n", substr(text, at, 1)) > 0) at++ }
function string(   from, c) {
  from = ++at
  while (at <= end && (c = substr(text, at, 1)) != "\"") at += c == "\\" ? 2 : 1
  at++
  return substr(text, from, at - from - 1)
}
function value(path, depth,   c, key, i) {
  space()
  c = substr(text, at, 1)
  if (at > end || depth > 60) { isBroken = 1; return }
  if (c == "\"") {
    key = string()
    if (path ~ want) print unescaped(key)
    return
  }
  if (c != "{" && c != "[") {
    if (match(substr(text, at, 40), /^[-+.0-9A-Za-z]+/) != 1) { isBroken = 1; return }
    at += RLENGTH
    return
  }
  at++
  space()
  if (substr(text, at, 1) == (c == "{" ? "}" : "]")) { at++; return }
  for (i = 0; !isBroken && at <= end; i++) {
    space()
    if (c == "{") {
      key = string()
      space()
      at++
    }
    value(path "/" (c == "{" ? unescaped(key) : i), depth + 1)
    space()
    if (substr(text, at++, 1) != ",") return
  }
}
BEGIN { RS = "\001" }
{ text = text $0 }
END { at = 1; end = length(text); value("", 0) }
'

json() { awk -v want="$1" "$JSON"; }

# A file of the drive, bounded.
file() {
  [ -f "$DRIVE/$1" ] && head -c "$MOST_BYTES" "$DRIVE/$1"
}

# The value of a line of YAML: texts in JSON's form, or what stands there.
yaml_value() {
  read -r scalar || return 0
  case $scalar in
    '"'*|'['*) printf '%s' "$scalar" | json '^(/[0-9]+)?$' ;;
    *) printf '%s\n' "$scalar" ;;
  esac
}

# What the first tree that has it tells of the machine: $1 in CloudStack's metadata, or the path $2 in OpenStack's, or the member $3 of
# NoCloud's with what is below it.
metadata() {
  found=$(file "cloudstack/metadata/$1.txt")
  [ -n "$found" ] || found=$(file openstack/latest/meta_data.json | json "$2")
  [ -n "$found" ] || found=$(
    case $(file meta-data | head -c 1) in
      '{') file meta-data | json "^/$3(/[^/]*)*$" ;;
      *) file meta-data | sed -n "s/^$3: *//p" | yaml_value ;;
    esac
  )
  printf '%s\n' "$found"
}

# The documents for cloud-init that a drive has as vendor data, one after the other.
documents() {
  for each in openstack/latest/vendor_data.json openstack/latest/vendor_data2.json; do
    file "$each" | json '^/cloud-init(/[0-9]+)?$'
  done
  case $(file vendor-data | sed -n 1p) in
    '#cloud-config-archive') file vendor-data | sed 1d | json '^/[0-9]+(/content)?$' ;;
    *) file vendor-data ;;
  esac
}

# The password of a cloud-config that has nothing else but what goes with it.
password_of_documents() {
  documents | awk '
    /^#/ { isOurs = $0 == "#cloud-config"; next }
    isOurs && /^password: ./ { found = substr($0, 11) }
    { isOurs = 0 }
    END { if (found != "") print found }
  ' | yaml_value
}

# ---------------------------------------------------------------------------------------------------------------------------------
# The drive

# Block devices that have this label, the surest way first.
devices() {
  for at in "/dev/disk/by-label/$1" "/dev/iso9660/$1" "/dev/msdosfs/$1"; do
    [ -e "$at" ] && printf '%s\n' "$at"
  done
  if has blkid; then blkid -t "LABEL=$1" -o device 2>/dev/null; fi
  # Without udev and blkid: the label stands in the descriptor of the volume.
  for at in /dev/sr[0-9]* /dev/cd[0-9]* /dev/hd[a-z] /dev/vd[a-z] /dev/xvd[a-z] /dev/sd[a-z]; do
    [ -b "$at" ] || [ -c "$at" ] || continue
    case $(dd if="$at" bs=2048 skip=16 count=1 2>/dev/null | dd bs=1 skip=40 count=32 2>/dev/null | tr -d '\000') in
      "$1"|"$1 "*) printf '%s\n' "$at" ;;
    esac
  done
}

mounted() {
  case $(uname -s) in
    *BSD|DragonFly) mount -t cd9660 -o ro "$1" "$2" 2>/dev/null || mount -t msdosfs -o ro "$1" "$2" 2>/dev/null ;;
    *) mount -t iso9660 -o ro,nosuid,nodev,noexec "$1" "$2" 2>/dev/null ||
      mount -o ro,nosuid,nodev,noexec "$1" "$2" 2>/dev/null ;;
  esac
}

is_drive() {
  [ -d "$1/openstack" ] || [ -d "$1/cloudstack" ] || [ -f "$1/meta-data" ]
}

let_go() {
  [ -n "$PLACE" ] || return 0
  if [ -n "$DRIVE" ]; then umount "$PLACE" 2>/dev/null || umount -l "$PLACE" 2>/dev/null; fi
  rmdir "$PLACE" 2>/dev/null
  DRIVE='' PLACE=''
}

# Mounts the first drive that there is in a private place; false: there is none.
find_drive() {
  DRIVE='' PLACE='' broken=''
  for label in $CONFIGDRIVE_LABELS; do
    for device in $(devices "$label"); do
      PLACE=$RUN/configdrive.$$
      rmdir "$PLACE" 2>/dev/null
      mkdir -m 0700 "$PLACE" 2>/dev/null || { say "$PLACE cannot be made: the drive is not read in this boot"; PLACE=''; return 1; }
      if mounted "$device" "$PLACE"; then
        DRIVE=$PLACE
        is_drive "$DRIVE" && return 0
      else
        broken=$device
      fi
      let_go
    done
  done
  [ -z "$broken" ] || say "$broken has the label of the drive and cannot be mounted: build it anew, or see that the kernel has isofs"
  return 1
}

# ---------------------------------------------------------------------------------------------------------------------------------
# The virtual router

routers() {
  [ -z "$CONFIGDRIVE_ROUTER" ] || { printf '%s\n' "$CONFIGDRIVE_ROUTER"; return; }
  sed -n 's/^SERVER_ADDRESS=//p' /run/systemd/netif/leases/* 2>/dev/null
  sed -n 's/.*dhcp-server-identifier \(.*\);/\1/p' /var/lib/dhcp/*.lease* /var/lib/dhclient/*.lease* 2>/dev/null | tail -n 1
  sed -n "s/^serverid=//p" /run/udhcpc* /var/lib/udhcpc/* 2>/dev/null
  if has getent; then getent hosts data-server 2>/dev/null | awk '{ print $1 }'; fi
  if has ip; then ip route show default 2>/dev/null | awk '{ print $3; exit }'
  elif has route; then route -n get default 2>/dev/null | awk '/gateway:/ { print $2 }'; fi
}

# What the router can be asked by. Each shows the head of an answer; the wget of busybox does not, and busybox has nc.
asking_program() {
  if has curl; then echo curl
  elif has wget && wget --help 2>&1 | grep -q -e --save-headers; then echo wget
  elif has perl; then echo perl
  elif has nc; then echo nc; fi
}

# What the password server of the host $1 answers to the header $2, head and all. False: nothing, or not all of it.
ask() {
  case $1 in *:*) url="http://[$1]:8080/" ;; *) url=http://$1:8080/ ;; esac
  # shellcheck disable=SC2016
  case $program in
    curl) curl -sSi -m 10 -H "$2" "$url" ;;
    wget) wget -q -t 1 -T 10 -O - --save-headers --header "$2" "$url" ;;
    perl) perl -MIO::Socket::INET -e '
      my ($host, $header) = @ARGV;
      alarm 20;
      my $socket = IO::Socket::INET->new(PeerAddr => $host, PeerPort => 8080, Timeout => 10) or exit 1;
      print $socket "GET / HTTP/1.0\r\nHost: $host:8080\r\n$header\r\n\r\n";
      print while <$socket>;' "$1" "$2" ;;
    nc) printf 'GET / HTTP/1.0\r\nHost: %s:8080\r\n%s\r\n\r\n' "$1" "$2" | nc -w 10 "$1" 8080 ;;
  esac 2>/dev/null
}

# The body of an answer that is whole and says yes. False: it is another.
body() {
  awk '
    NR == 1 { isYes = /^HTTP\/1\.[01] 200/ }
    !isBody { if (tolower($1) == "content-length:") least = $2 - 1 }
    isBody { text = text (count++ ? "\n" : "") $0 }
    /^\r?$/ { isBody = 1 }
    END { if (!isYes || !isBody || length(text) < least) exit 1; print text }
  '
}

ask_router() {
  told=$(ask "$1" "DomU_Request: $2") || return 1
  printf '%s\n' "$told" | body
}

# Somebody else answers to the router: who asks twice takes a password away from the other.
is_cloudstack_here() {
  for each in /usr/bin/cloud-set-guest-password* /usr/local/bin/cloud-set-guest-password* /etc/init.d/cloud-set-guest-*; do
    [ -e "$each" ] && return 0
  done
  return 1
}

# ---------------------------------------------------------------------------------------------------------------------------------
# State

# Keeps a line under a name, as a whole or not at all.
keep() {
  [ -d "$STATE" ] || mkdir -p "$STATE" || return 1
  cat >"$STATE/$1.new" && mv -f "$STATE/$1.new" "$STATE/$1" && sync
}

digest() {
  if has sha256sum; then sha256sum; elif has sha256; then sha256 -q; else openssl dgst -sha256 -r; fi | sed 's/[^0-9a-f].*//'
}

hash_of() { printf '%s %s' "$1" "$2" | digest; }

# A first boot that was begun and not finished is begun again, with what it had left undone.
is_first_boot_done() { [ -e "$CLOUD/boot-finished" ]; }

# cloud-init sets what the drive says once for an instance, later in this boot.
does_cloud_init() {
  [ -n "$INSTANCE_ID" ] && [ "$CONFIGDRIVE_USER" = "$DEFAULT_USER" ] && [ ! -e "$CLOUD/sem/$1" ] && ! is_first_boot_done
}

# ---------------------------------------------------------------------------------------------------------------------------------
# The password

is_user() { awk -F: -v user="$1" '$1 == user { found = 1 } END { exit !found }' /etc/passwd; }

set_password() {
  if has chpasswd; then printf '%s:%s\n' "$1" "$2" | chpasswd >/dev/null 2>&1
  elif has pw; then printf '%s\n' "$2" | pw usermod -n "$1" -h 0 >/dev/null 2>&1
  else return 1; fi
}

record() {
  salt=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  hash=$(hash_of "$salt" "$2")
  [ ${#salt} -eq 32 ] && [ ${#hash} -eq 64 ] || return 1
  printf '%s %s %s %s\n' "$1" "$salt" "$hash" "$CONFIGDRIVE_USER" | keep password
}

# Sets the password when it is another than the one before. False: it could not.
apply_password() {
  case $1 in *"$NEWLINE"*) say 'the password of the drive has more than one line and is not set: reset it'; return 1 ;; esac
  how='' salt='' hash='' whose=''
  if [ -r "$STATE/password" ]; then read -r how salt hash whose <"$STATE/password"; fi
  now=$(hash_of "$salt" "$1")
  # What cannot be compared may be what a person has changed since.
  [ ${#now} -eq 64 ] || { say 'passwords cannot be compared without sha256sum, sha256 or openssl: none is set in this boot'; return 1; }
  if [ "$whose" = "$CONFIGDRIVE_USER" ] && [ "$hash" = "$now" ]; then
    [ "$how" = given ] || return 0
    # cloud-init had it to set: it has, or its first boot broke off.
    if does_cloud_init config_set_passwords; then return 0; fi
    if is_first_boot_done; then record applied "$1"; return; fi
  elif [ -z "$how" ] && does_cloud_init config_set_passwords; then
    record given "$1"
    return
  fi
  if ! is_user "$CONFIGDRIVE_USER"; then
    if [ -n "$INSTANCE_ID" ] && ! is_first_boot_done; then later; return 0; fi
    say "there is no user $CONFIGDRIVE_USER, whose password was to be set: say which with CONFIGDRIVE_USER in $CONF"
    return 1
  fi
  if ! set_password "$CONFIGDRIVE_USER" "$1"; then
    say "the password of $CONFIGDRIVE_USER was not set: see why with chpasswd; the next boot tries again"
    return 1
  fi
  record applied "$1" || say "$STATE cannot be written: the password of $CONFIGDRIVE_USER is set again at the next boot"
}

# Once more when cloud-init has made its users.
later() {
  [ -z "$CONFIGDRIVE_LATER" ] || return 0
  (
    CONFIGDRIVE_LATER=yes
    waited=0
    while ! is_first_boot_done && [ "$waited" -lt 1800 ]; do
      sleep 2
      waited=$((waited + 2))
    done
    export CONFIGDRIVE_LATER CONFIGDRIVE_USER CONFIGDRIVE_HOST_NAME CONFIGDRIVE_LABELS CONFIGDRIVE_ROUTER
    exec "$0"
  ) </dev/null >/dev/null 2>&1 &
}

drive_password() {
  found=$(file cloudstack/password/vm_password.txt)
  [ -n "$found" ] || found=$(password_of_documents)
  [ -n "$found" ] || found=$(file openstack/latest/meta_data.json | json '^(/meta)?/admin_pass$' | sed -n 1p)
  found=${found%"$CR"}
  [ "$found" = saved_password ] || printf '%s' "$found"
}

# A drive that is there and cannot be read has had its line.
no_router() { [ -n "$broken" ] || say "there is no drive, and $1"; }

router_password() {
  asked=''
  program=$(asking_program)
  [ -n "$program" ] || { no_router 'the router cannot be asked without curl, wget, perl or nc: install one'; return; }
  for router in $(routers | sed '/^ *$/d'); do
    asked=$router
    answer=$(ask_router "$router" send_my_password) || continue
    answer=${answer%"$CR"}
    case $answer in
      ''|saved_password) return ;;
      bad_request|*"$NEWLINE"*) say "the password server of $router answers with no password: none is set in this boot"; return ;;
    esac
    # Only what was applied is acknowledged: what was not is asked for again at the next boot.
    apply_password "$answer" && ask_router "$router" saved_password >/dev/null
    return
  done
  no_router "no password server answers on port 8080 of ${asked:-a router}: say which with CONFIGDRIVE_ROUTER in $CONF"
}

# ---------------------------------------------------------------------------------------------------------------------------------
# The keys

drive_keys() {
  metadata public-keys '^/public_keys/' 'public[-_]keys' |
    tr -d '\r\000' | sed -e 's/^[ 	]*//' -e 's/[ 	]*$//' -e '/^$/d' -e '/^#/d'
}

BEGIN_MARK='# configdrive: the keys of the drive begin; they are renewed at each boot'
END_MARK='# configdrive: the keys of the drive end'

# Runs as the user whose file it is: nothing in a home can make root write elsewhere. Reads the marks, then lines +new and -old.
# shellcheck disable=SC2016
RENEW='
  umask 077
  cd "$HOME" && mkdir -p .ssh && cd .ssh || exit 1
  [ -e authorized_keys ] || : >authorized_keys || exit 1
  awk '\''
    !isFile && FNR == NR && FNR <= 2 { mark[$0] = 1; begin = FNR == 1 ? $0 : begin; end = $0; next }
    !isFile { line = substr($0, 2); ours[line] = 1; if ($0 ~ /^\+/) keys[++count] = line; next }
    !($0 in mark) && !($0 in ours)
    END { if (count > 0) { print begin; for (i = 1; i <= count; i++) print keys[i]; print end } }
  '\'' isFile=0 - isFile=1 authorized_keys >authorized_keys.configdrive || exit 1
  if cmp -s authorized_keys authorized_keys.configdrive; then rm -f authorized_keys.configdrive
  else chmod 600 authorized_keys.configdrive && mv -f authorized_keys.configdrive authorized_keys && sync; fi
'

# Early in a boot su may wait for a session that nobody gives yet.
as_user() {
  home=$(awk -F: -v user="$1" '$1 == user { print $6 }' /etc/passwd)
  if [ "$1" = root ]; then HOME=$home /bin/sh -c "$RENEW"
  elif setpriv --reuid "$1" --regid "$(id -g "$1")" --init-groups true 2>/dev/null; then
    HOME=$home setpriv --reuid "$1" --regid "$(id -g "$1")" --init-groups /bin/sh -c "$RENEW"
  else su -s /bin/sh "$1" -c "$RENEW"; fi
}

# Renews the lines of ours; all others stay.
apply_keys() {
  lines=$1
  if does_cloud_init config_ssh; then
    printf '%s\n' "$lines" | keep "keys.$CONFIGDRIVE_USER"
    return
  fi
  if ! is_user "$CONFIGDRIVE_USER"; then
    [ -z "$INSTANCE_ID" ] || is_first_boot_done || later
    return 0
  fi
  if {
    printf '%s\n%s\n' "$BEGIN_MARK" "$END_MARK"
    printf '%s\n' "$lines" | sed 's/^/+/'
    if [ -r "$STATE/keys.$CONFIGDRIVE_USER" ]; then sed 's/^/-/' "$STATE/keys.$CONFIGDRIVE_USER"; fi
  } | as_user "$CONFIGDRIVE_USER" 2>/dev/null; then
    printf '%s\n' "$lines" | keep "keys.$CONFIGDRIVE_USER" || say "$STATE cannot be written: keys that leave the drive stay in the guest"
  else
    say "the keys of $CONFIGDRIVE_USER were not renewed: see that its .ssh can be written by it"
  fi
}

# ---------------------------------------------------------------------------------------------------------------------------------
# The host name

apply_host_name() {
  case $1 in
    ''|[-.]*|*[!A-Za-z0-9.-]*) say 'the drive has no host name that a kernel takes: it stays as it is'; return ;;
  esac
  [ ${#1} -le 64 ] || { say 'the host name of the drive is longer than the 64 bytes that a kernel takes'; return; }
  [ "$(cat /etc/hostname 2>/dev/null)" = "$1" ] && [ "$(uname -n)" = "$1" ] && return
  if has hostnamectl && hostnamectl set-hostname "$1" 2>/dev/null; then return; fi
  if [ -e /etc/rc.conf ] && has sysrc; then sysrc "hostname=$1" >/dev/null
  else printf '%s\n' "$1" >/etc/hostname.configdrive && mv -f /etc/hostname.configdrive /etc/hostname; fi
  hostname "$1" 2>/dev/null || say 'the host name is in /etc/hostname and is that of the guest after the next boot'
}

# ---------------------------------------------------------------------------------------------------------------------------------
# A newer one of this script

version_of() { sed -n 's/^# configdrive guest script, version \([0-9][0-9]*\)$/\1/p' | sed -n 1p; }

is_newer() { [ "${1:-0}" -gt "$VERSION" ] 2>/dev/null; }

# The script that the drive carries goes on where it is newer, and is kept for boots without a drive.
take_newer() {
  newer=$(documents | version_of)
  is_newer "$newer" || return 0
  documents | awk '/^#!\/bin\/sh$/ { isOn = 1 } isOn { print } /^# configdrive guest script ends$/ { exit }' | keep script || return 0
  go_on_with_newer
}

go_on_with_newer() {
  [ -r "$STATE/script" ] && is_newer "$(version_of <"$STATE/script")" || return 0
  sed -n '$p' "$STATE/script" | grep -q '^# configdrive guest script ends$' || return 0
  let_go
  leave_lock
  export CONFIGDRIVE_USER CONFIGDRIVE_HOST_NAME CONFIGDRIVE_LABELS CONFIGDRIVE_ROUTER
  exec /bin/sh "$STATE/script"
}

# ---------------------------------------------------------------------------------------------------------------------------------

# One at a time: a template may have this script, too. What holds it is gone with the boot.
LOCK=$RUN/configdrive.lock
take_lock() {
  waited=0
  until mkdir "$LOCK" 2>/dev/null; do
    [ "$waited" -lt 60 ] || return 0
    sleep 1
    waited=$((waited + 1))
  done
}
leave_lock() { rmdir "$LOCK" 2>/dev/null; }

from_drive() {
  take_newer
  wanted=$(drive_password)
  [ -z "$wanted" ] || apply_password "$wanted"
  wanted=$(drive_keys)
  [ -z "$wanted" ] || apply_keys "$wanted"
  [ "$CONFIGDRIVE_HOST_NAME" != yes ] || apply_host_name "$(metadata local-hostname '^/hostname$' local-hostname)"
}

main() {
  settings
  go_on_with_newer
  take_lock
  trap 'let_go; leave_lock' EXIT
  trap 'exit 1' HUP INT TERM
  if find_drive; then from_drive
  elif is_cloudstack_here; then :
  else router_password; fi
}

main
exit 0
# configdrive guest script ends
