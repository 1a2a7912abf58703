/**
 * Machines that boot several times, and what a reset of each makes of them: by the script that the drive brings, and by one in a
 * template without cloud-init, beside a stand-in of CloudStack's own.
 */
import { buildConfigDrive, type DriveInput, guestScriptFiles } from '@configdrive/core';
import { DHCP_MAC, HOSTNAME, KEYS, PASSWORD, STATIC_MAC, TIMESTAMP, VM_ID } from '../drive/sample.ts';
import { keyOf } from '../support/ssh-key.ts';
import { type GuestReport, ROUTER } from './boot.ts';
import { type Expected, matches } from './expectations.ts';
import { MADE_AT_EACH_BOOT, MADE_ONCE, NEW_PASSWORD, USER, VM } from './scenarios.ts';

/** What a machine must be after a boot. */
export interface Became {
  /** cloud-init's source, which set all up: `DataSourceCloudStack`. */
  readonly source?: string;
  /** User → password. */
  readonly passwords: Readonly<Record<string, string>>;
  /** Lines of the authorized_keys of Debian's user if there is one, else root's. */
  readonly keys?: readonly string[];
  readonly hostname?: string;
  /** What the script says in the journal; nothing, if this is left out. */
  readonly said?: RegExp;
  /** What the router was told; where it hands out metadata, too, what it answered when it was asked for the password. */
  readonly asked?: readonly string[];
  /** A unit that is not ours and may fail. */
  readonly fails?: string;
}

export interface ResetStep {
  readonly name: string;
  /** What is done to the drive before: arguments of `configdrive update`, and what it reads. */
  readonly update?: { readonly args: readonly string[]; readonly input: string };
  /** Another drive; null: none. */
  readonly drive?: () => Uint8Array | null;
  /** A password that the router has. */
  readonly router?: string;
  /** The power is cut when the script is here. */
  readonly cut?: Cut;
  readonly became?: Became;
  /** Where cloud-init sets all up. */
  readonly all?: Expected;
  /** What a person does in the guest, after all of that: a script, and what it needs beside it. */
  readonly hand?: Readonly<Record<string, string>>;
  /** Debian packages that lie beside it, with what they depend on. */
  readonly packages?: readonly string[];
  /** What that prints. */
  readonly told?: string;
}

export interface ResetMachine {
  readonly name: string;
  /** Debian's, by its codename. */
  readonly release: string;
  readonly macs: readonly string[];
  /** The drive is not attached: the router hands out what is on it. */
  readonly provider?: 'VirtualRouter';
  readonly steps: readonly ResetStep[];
  /** Passwords that are nowhere on its disk in the end. */
  readonly secrets: readonly string[];
}

const lines = (...each: readonly string[]): string => `${each.join('\n')}\n`;

// -----------------------------------------------------------------------------------------------------------------------------
// What the drive brings

const BY_HAND = 'by hand';
const FOREIGN_KEY = keyOf('f');
const SECOND_KEY = keyOf('s');
const SECOND_NAME = 'web-2';

const MARKS = [
  '# configdrive: the keys of the drive begin; they are renewed at each boot',
  '# configdrive: the keys of the drive end',
] as const;
const marked = (...keys: readonly string[]): readonly string[] => [MARKS[0], ...keys, MARKS[1]];

/** The drive of the first boot. */
export const scriptDrive = (): Uint8Array =>
  buildConfigDrive(VM, { timestamp: TIMESTAMP, resets: 'every-boot', resetHostName: true }).bytes;

const setByHand = (...users: readonly string[]): string =>
  `printf '%s\\n' ${users.map((user) => `'${user}:${BY_HAND}'`).join(' ')} | chpasswd`;

const reset: readonly ResetStep[] = [
  {
    name: 'the first boot',
    drive: scriptDrive,
    all: {
      source: 'DataSourceConfigDrive',
      device: 'sr1',
      label: 'config-2',
      userPassword: PASSWORD,
      rootPassword: PASSWORD,
    },
    became: { passwords: { [USER]: PASSWORD, root: PASSWORD }, hostname: HOSTNAME },
    hand: { hand: lines(`echo '${FOREIGN_KEY}' >>/home/${USER}/.ssh/authorized_keys`) },
  },
  {
    name: 'a reset of password, keys and host name',
    update: {
      args: ['--password-stdin', '--public-keys', 'KEYS', '--host-name', SECOND_NAME],
      input: NEW_PASSWORD,
    },
    became: {
      passwords: { [USER]: NEW_PASSWORD, root: NEW_PASSWORD },
      keys: [FOREIGN_KEY, ...marked(SECOND_KEY)],
      hostname: SECOND_NAME,
    },
    hand: { hand: lines(setByHand(USER, 'root')) },
  },
  {
    name: 'a boot after a password was changed by hand',
    became: {
      passwords: { [USER]: BY_HAND, root: BY_HAND },
      keys: [FOREIGN_KEY, ...marked(SECOND_KEY)],
      hostname: SECOND_NAME,
    },
  },
];

/** What the file of keys has that a step's `update` reads. */
export const keysOf = ({ args }: NonNullable<ResetStep['update']>): string =>
  args.includes('--without-password') ? '' : lines(SECOND_KEY);

// -----------------------------------------------------------------------------------------------------------------------------
// A template

const TEMPLATE_USER = 'root';
const [A, B, C, D] = ['canary-a: "1\\', 'canary-b $(2)', "canary-c '3'", 'canary-d 4'] as const;

/** Where the script is when the power is cut: it has set a password, is about to renew the keys. */
export type Cut = 'set' | 'keys';

/** Programs that tell the host where the script is, and wait for the end: only in a boot whose kernel was told so. */
const cutters: Readonly<Record<string, string>> = {
  'cut/chpasswd': lines(
    '#!/bin/sh',
    'given=$(cat)',
    'printf \'%s\\n\' "$given" | /usr/sbin/chpasswd || exit',
    'if grep -q configdrive-guest "/proc/$PPID/cmdline"; then /usr/local/sbin/cut-at set; fi',
  ),
  'cut/mv': lines(
    '#!/bin/sh',
    'case "$*" in',
    '  *authorized_keys.configdrive*) /usr/local/sbin/cut-at keys ;;',
    'esac',
    'exec /usr/bin/mv "$@"',
  ),
  'cut/cut-at': lines(
    '#!/bin/sh',
    'grep -q " cut=$1$" /proc/cmdline || exit 0',
    'echo "cut at $1" >/dev/ttyS0',
    'sleep 100000',
  ),
};

/** Brings the script into a guest as docs/guest-script.md says, and takes cloud-init out of it. */
const bake: Readonly<Record<string, string>> = {
  hand: lines(
    'set -e',
    'dpkg --purge cloud-init >/dev/null 2>&1',
    'rm -rf /etc/cloud /var/lib/cloud /run/cloud-init',
    'ssh-keygen -A >/dev/null',
    'cd /run/other-disc/template',
    'install -m 755 configdrive-guest /usr/local/sbin/configdrive-guest',
    'install -m 644 configdrive-guest.service /etc/systemd/system/',
    'systemctl -q enable configdrive-guest systemd-networkd systemd-networkd-wait-online',
    `echo '${ROUTER} data-server' >>/etc/hosts`,
    "printf '[Match]\\nType=ether\\n[Network]\\nDHCP=ipv4\\n' >/etc/systemd/network/50-dhcp.network",
    'cp /run/other-disc/cut/* /usr/local/sbin && chmod 755 /usr/local/sbin/*',
    'sync',
    'echo baked',
  ),
  ...cutters,
  ...Object.fromEntries(guestScriptFiles.map(({ name, text }) => [`template/${name}`, text])),
};

/** A stand-in of what CloudStack's script for the router does (facts of its protocol): asks, sets, says so. */
const standIn: Readonly<Record<string, string>> = {
  hand: lines(
    setByHand(TEMPLATE_USER),
    'install -m 755 /run/other-disc/stand-in /usr/bin/cloud-set-guest-password',
    'install -m 644 /run/other-disc/stand-in.service /etc/systemd/system/cloud-set-guest-password.service',
    'systemctl -q enable cloud-set-guest-password',
    'sync',
  ),
  'stand-in': lines(
    '#!/bin/sh',
    'ask() {',
    `  perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new("data-server:8080") or exit 1;`,
    `    print $s "GET / HTTP/1.0\\r\\nDomU_Request: $ARGV[0]\\r\\n\\r\\n"; local $/; $_ = <$s>; s/^.*?\\r?\\n\\r?\\n//s; print' "$1"`,
    '}',
    'password=$(ask send_my_password)',
    "case $password in ''|saved_password|bad_request) exit 0 ;; esac",
    'printf \'root:%s\\n\' "$password" | chpasswd && ask saved_password >/dev/null',
  ),
  'stand-in.service': lines(
    '[Unit]',
    'Wants=network-online.target',
    'After=network-online.target configdrive-guest.service',
    'Before=report-undetected.service',
    '[Service]',
    'Type=oneshot',
    'ExecStart=/usr/bin/cloud-set-guest-password',
    '[Install]',
    'WantedBy=multi-user.target',
  ),
};

const templateInput: DriveInput = {
  vmData: [
    ['metadata', 'vm-id', VM_ID],
    ['password', 'vm_password', A],
  ],
};

/** The drive of a template's first boot, which need not bring a script. */
export const plainDrive = (): Uint8Array => buildConfigDrive(templateInput, { timestamp: TIMESTAMP }).bytes;

/** Its label can be read; its blocks have a length that no kernel takes (ECMA-119 8.4.12). */
export function brokenDrive(): Uint8Array {
  const bytes = plainDrive().slice();
  bytes.fill(1, 16 * 2048 + 128, 16 * 2048 + 132);
  return bytes;
}

const is = (password: string, more: Partial<Became> = {}): Became => ({
  passwords: { [TEMPLATE_USER]: password },
  ...more,
});

const cutAt = (cut: Cut): ResetStep => ({ name: `a boot that ends with a power cut: ${cut}`, cut });

/** Nothing but what a whole boot leaves. */
const LEFT_OVER = 'ls -A /root/.ssh /var/lib/configdrive; ls -d /run/configdrive*';
const NOTHING_LEFT_OVER = lines('/root/.ssh:', 'authorized_keys', '', '/var/lib/configdrive:', 'keys.root', 'password');

const template: readonly ResetStep[] = [
  { name: 'a machine becomes a template', drive: () => null, hand: bake, told: 'baked\n' },
  {
    name: 'its first boot with a drive',
    drive: plainDrive,
    became: is(A),
    hand: {
      hand: lines(
        setByHand(TEMPLATE_USER),
        'mkdir -p /root/.ssh',
        `echo '${FOREIGN_KEY}' >/root/.ssh/authorized_keys`,
        'sync',
      ),
    },
  },
  { ...cutAt('set'), update: { args: ['--password-stdin', '--public-keys', 'KEYS'], input: B } },
  cutAt('keys'),
  {
    name: 'the boot after two power cuts',
    became: is(B, { keys: [FOREIGN_KEY, ...marked(SECOND_KEY)] }),
    hand: { hand: lines(LEFT_OVER) },
    told: NOTHING_LEFT_OVER,
  },
  {
    name: 'a drive without password and keys',
    update: { args: ['--without-password', '--public-keys', 'KEYS'], input: '' },
    became: is(B, { keys: [FOREIGN_KEY, ...marked(SECOND_KEY)] }),
  },
  {
    name: 'a drive that cannot be mounted, and a router with a password',
    drive: brokenDrive,
    router: C,
    became: is(C, {
      said: /^configdrive: \/dev\/\S+ has the label of the drive and cannot be mounted: .*$/,
      fails: 'cloudstack-password.service',
      asked: ['send_my_password', 'saved_password'],
    }),
    hand: standIn,
  },
  {
    name: 'no drive, and CloudStack’s own script beside ours',
    drive: () => null,
    router: D,
    became: is(D, { asked: ['send_my_password', 'saved_password'] }),
  },
];

// -----------------------------------------------------------------------------------------------------------------------------
// The router

/** What CloudStack's guide says of a template with cloud-init, which asks the password server by wget. */
const bakeForRouter: Readonly<Record<string, string>> = {
  hand: lines(
    'set -e',
    'dpkg -i /run/other-disc/packages/*.deb >/dev/null',
    "sed -i 's/^\\( *- *\\)set-passwords$/\\1[set-passwords, always]/' /etc/cloud/cloud.cfg",
    "grep -q '\\[set-passwords, always\\]' /etc/cloud/cloud.cfg",
    'cloud-init clean --logs',
    'sync',
    'echo baked',
  ),
};

const source = 'DataSourceCloudStack';

const byRouter: readonly ResetStep[] = [
  { name: 'a machine becomes a template', drive: () => null, packages: ['wget'], hand: bakeForRouter, told: 'baked\n' },
  {
    name: 'its first boot, with all from the router',
    drive: () => buildConfigDrive(VM, { timestamp: TIMESTAMP }).bytes,
    became: {
      source,
      passwords: { [USER]: PASSWORD },
      keys: KEYS,
      hostname: HOSTNAME,
      asked: ['given', 'acknowledged'],
    },
  },
  {
    name: 'a boot after a reset of the password',
    update: { args: ['--password-stdin'], input: NEW_PASSWORD },
    became: { source, passwords: { [USER]: NEW_PASSWORD }, keys: KEYS, asked: ['given', 'acknowledged'] },
    hand: { hand: lines(setByHand(USER)) },
  },
  {
    name: 'a boot after a password was changed by hand',
    became: { source, passwords: { [USER]: BY_HAND }, keys: KEYS, asked: ['none'] },
  },
];

const ofRouter = {
  name: 'a template with cloud-init, whose router has its data',
  macs: [STATIC_MAC],
  provider: 'VirtualRouter',
  steps: byRouter,
  secrets: [],
} as const;

const onDrive = { name: 'a drive that brings the script', macs: [STATIC_MAC, DHCP_MAC], steps: reset, secrets: [] };

const ofTemplate = {
  name: 'a template without cloud-init',
  macs: [DHCP_MAC],
  steps: template,
  secrets: [A, B, C, D],
};

/** Each in both releases. */
export const resetMachines: readonly ResetMachine[] = [onDrive, ofTemplate, ofRouter].flatMap((machine) => [
  { ...machine, release: 'trixie' },
  { ...machine, release: 'bookworm' },
]);

/** Its name, and that of the release. */
export const titleOf = ({ name, release }: ResetMachine): string => `${name}, in ${release}`;

/** In which ways a machine is another than it must be. */
export function* complaintsOfReset(
  report: GuestReport,
  { source, passwords, keys, hostname, said, asked, fails }: Became,
  wasAsked: readonly string[],
): Generator<string> {
  if (source !== undefined) yield* complaintsOnSource(report, source);
  for (const [user, password] of Object.entries(passwords))
    if (!matches(report.shadow[user], password)) yield `password: ${user} has another`;
  const home = USER in passwords ? `/home/${USER}` : '/root';
  const lines = report.authorizedKeys[`${home}/.ssh/authorized_keys`]?.trimEnd().split('\n') ?? [];
  // cloud-init keeps keys in a set: they come in any order.
  const inOrder = (each: readonly string[]): string => (source === undefined ? each : each.toSorted()).join('\n');
  if (keys !== undefined && inOrder(lines) !== inOrder(keys))
    yield `keys: ${lines.length} lines that are not the ${keys.length} expected`;
  if (hostname !== undefined && report.hostname !== hostname) yield `host name: ${report.hostname}`;
  const isAsMeant = said === undefined ? report.said.length === 0 : report.said.length === 1;
  if (!isAsMeant || (said !== undefined && !said.test(report.said.join('\n'))))
    yield `journal: ${report.said.join(' | ')}`;
  if (asked !== undefined && asked.join(' ') !== wasAsked.join(' ')) yield `router: was told ${wasAsked.join(', ')}`;
  const failed = report.failedUnits.filter((unit) => fails === undefined || !unit.startsWith(fails));
  if (failed.length > 0) yield `units: failed ${failed.join(', ')}`;
}

/** What netplan says of the file that cloud-init writes for it, when cloud-init applies it at once. */
const ABOUT_MODES =
  /\['netplan', 'apply'\] resulted in stderr output: $|Permissions for \/etc\/netplan\/\S+ are too open/;

/** Of cloud-init that has set up what it was given. */
function* complaintsOnSource(report: GuestReport, source: string): Generator<string> {
  const { status, warnings, instanceId, made } = report;
  if (!/^status: done$/m.test(status)) yield `cloud-init: ${status.split('\n')[0] ?? ''}`;
  if (!status.includes(source)) yield `cloud-init: its source is not ${source}`;
  for (const warning of warnings.filter((line) => !ABOUT_MODES.test(line)))
    yield `cloud-init: ${warning.replace(/^.*? - /, '')}`;
  if (instanceId !== VM_ID) yield `instance id: ${instanceId}`;
  for (const path of [MADE_AT_EACH_BOOT, MADE_ONCE]) if (!(path in made)) yield `user data: ${path} was not made`;
}
