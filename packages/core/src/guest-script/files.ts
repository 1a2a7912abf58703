/** What a template gets so that the script runs at each boot: the script, and how each kind of init starts it. */
import { GUEST_SCRIPT } from './text.ts';

/** A file for a template. */
export interface GuestScriptFile {
  readonly name: string;
  /** Where it goes in the guest. */
  readonly path: string;
  readonly mode: number;
  readonly text: string;
}

const PROGRAM = '/usr/local/sbin/configdrive-guest';

/** After cloud-init has made its users, and before people log in. */
const SYSTEMD = `[Unit]
Description=Password, SSH keys and host name from the config drive
Documentation=https://cloudinit.readthedocs.io/en/latest/reference/datasources/configdrive.html
Wants=network-online.target
After=network-online.target local-fs.target cloud-init.service
Before=getty.target systemd-user-sessions.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${PROGRAM}
# Its lines come by logger; each would be there twice.
StandardError=null
TimeoutStartSec=180

[Install]
WantedBy=multi-user.target
`;

const OPENRC = `#!/sbin/openrc-run

description="Password, SSH keys and host name from the config drive"

depend() {
	need localmount
	after net cloud-init bootmisc
	before sshd
}

start() {
	ebegin "Applying the config drive"
	${PROGRAM}
	eend 0
}
`;

const RC_D = `#!/bin/sh

# PROVIDE: configdrive_guest
# REQUIRE: FILESYSTEMS NETWORKING
# BEFORE: LOGIN
# KEYWORD: nojail

. /etc/rc.subr

name="configdrive_guest"
desc="Password, SSH keys and host name from the config drive"
rcvar="configdrive_guest_enable"
start_cmd="${PROGRAM}"
stop_cmd=":"

load_rc_config $name
: "\${configdrive_guest_enable:=YES}"
run_rc_command "$1"
`;

const CONF = `# Settings of configdrive-guest: NAME=value, without quotes. All of them may be left out.

# Whose password and keys; default: cloud-init's default user, else root.
#CONFIGDRIVE_USER=root

# yes: the host name, too.
#CONFIGDRIVE_HOST_NAME=yes

# Labels of the drive, with spaces between them.
#CONFIGDRIVE_LABELS=config-2 CONFIG-2 cidata CIDATA

# Address of the virtual router, where there is no drive; default: who gave the lease, data-server, the default gateway.
#CONFIGDRIVE_ROUTER=10.1.1.1
`;

/** The files of a template that applies resets by itself, for systemd, OpenRC and BSD's rc. */
export const guestScriptFiles: readonly GuestScriptFile[] = /* @__PURE__ */ Object.freeze([
  { name: 'configdrive-guest', path: PROGRAM, mode: 0o755, text: GUEST_SCRIPT },
  { name: 'configdrive-guest.conf', path: '/etc/configdrive-guest.conf', mode: 0o644, text: CONF },
  {
    name: 'configdrive-guest.service',
    path: '/etc/systemd/system/configdrive-guest.service',
    mode: 0o644,
    text: SYSTEMD,
  },
  { name: 'configdrive-guest.openrc', path: '/etc/init.d/configdrive-guest', mode: 0o755, text: OPENRC },
  { name: 'configdrive-guest.rc', path: '/usr/local/etc/rc.d/configdrive_guest', mode: 0o755, text: RC_D },
]);
