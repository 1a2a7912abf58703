/** Contents are secret: nothing that a file of a drive holds is in an issue; no password, user data or vendor data is even seen. */
import { diffDrives, type Triple } from '@configdrive/core';
import { explain, guestIssues } from '@configdrive/guests';
import type { Issue } from '@configdrive/issues';
import { issueText } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { planInput } from '../core/helpers.ts';
import { generatedDrives } from './drives/generated.ts';
import { entriesOf, type Files, META, NETWORK, USER, VENDOR } from './drives/sound.ts';

const CANARY = 'c4n4ryXq7';
const SECRET = 's3cr3tZp9';

const sayings = (issues: readonly Issue[]): string => `${issues.map(issueText).join('\n')} ${JSON.stringify(issues)}`;

/** What is said of a drive, and what is seen of it. */
function explained(files: Files): { readonly said: string; readonly seen: string } {
  const drive = { label: 'config-2', entries: entriesOf(files) };
  const explanations = explain(drive);
  const said = [...explanations.map(({ issues: because }) => because), guestIssues(drive)].map(sayings).join('\n');
  return { said, seen: JSON.stringify(explanations.map(({ view: sees }) => sees)) };
}

/** Everything JSON can hold where a reader looks, with the canary for every text. */
const VALUES: readonly unknown[] = [CANARY, [CANARY], { [CANARY]: CANARY }, [[CANARY]], `${CANARY}\n${CANARY}`, ''];
const META_KEYS = [
  'uuid',
  'hostname',
  'local-hostname',
  'availability_zone',
  'placement',
  'public_keys',
  'keys',
  'random_seed',
  'files',
  'network_config',
  'meta',
  'merge_how',
  CANARY,
];
const LINK_KEYS = ['id', 'type', 'ethernet_mac_address', 'name', 'mtu', 'bond_links', 'bond_mode', 'vlan_link', CANARY];
const NETWORK_KEYS = [
  'type',
  'link',
  'ip_address',
  'netmask',
  'gateway',
  'routes',
  'services',
  'dns_nameservers',
  CANARY,
];
const ROUTE_KEYS = ['network', 'netmask', 'gateway', 'destination', 'prefix', 'metric'];

const LINK = { id: 'a', type: 'phy', ethernet_mac_address: '02:00:4c:5e:00:05' };
const ADDRESS = { type: 'ipv4', link: 'a', ip_address: '10.1.1.5', netmask: '24' };
const ROUTE = { network: '0.0.0.0', netmask: '0', gateway: '10.1.1.1' };

const metadataFiles = META_KEYS.flatMap((key) => VALUES.map((value) => ({ [META]: { uuid: 'u', [key]: value } })));

const networkFiles = [
  ...LINK_KEYS.flatMap((key) =>
    VALUES.flatMap((value) => ['phy', 'bond', 'vlan'].map((type) => ({ links: [{ ...LINK, type, [key]: value }] }))),
  ),
  ...NETWORK_KEYS.flatMap((key) =>
    VALUES.map((value) => ({ links: [LINK], networks: [{ ...ADDRESS, [key]: value }] })),
  ),
  ...ROUTE_KEYS.flatMap((key) =>
    VALUES.map((value) => ({ links: [LINK], networks: [{ ...ADDRESS, routes: [{ ...ROUTE, [key]: value }] }] })),
  ),
  ...['links', 'networks', 'services', CANARY].flatMap((key) =>
    VALUES.map((value) => ({ links: [LINK], [key]: value })),
  ),
  ...['type', 'address', CANARY].flatMap((key) =>
    VALUES.map((value) => ({ links: [LINK], services: [{ [key]: value }] })),
  ),
].map((data) => ({ [META]: { uuid: 'u' }, [NETWORK]: data }));

const filesOf = (contents: Readonly<Record<string, unknown>>): Files =>
  new Map(
    Object.entries(contents).map(([path, value]) => [path, typeof value === 'string' ? value : JSON.stringify(value)]),
  );

describe('no issue says', () => {
  it('a value or a key of meta_data.json and network_data.json', () => {
    for (const contents of [...metadataFiles, ...networkFiles]) {
      expect(explained(filesOf(contents)).said).not.toContain(CANARY);
    }
  });

  it('a text that is no JSON, or any other file', () => {
    const paths = [META, NETWORK, VENDOR, `openstack/latest/vendor_data2.json`, 'ec2/latest/meta-data.json', 'meta.js'];
    const metadata = ['public_keys', 'vm_id', 'public-keys', 'local_hostname'].map(
      (name) => `cloudstack/metadata/${name}.txt`,
    );
    for (const path of [...paths, ...metadata]) {
      for (const text of [CANARY, `{"${CANARY}": ${CANARY}}`, `["${CANARY}"`, `"${CANARY}"`, `${CANARY} ${CANARY}\n`]) {
        expect(explained(filesOf({ [META]: { uuid: 'u' }, [path]: text })).said).not.toContain(CANARY);
      }
    }
  });

  it('an address, a name or a key of hundreds of generated drives', () => {
    for (const { files } of generatedDrives(100, 1)) {
      const { said } = explained(files);
      expect(said).not.toMatch(/10\.1\.\d|2001:db8|02:00:4c|AAAAC3Nz|web-1|zone-1|Vp7kQz|6f1f9a3e/i);
    }
  });
});

describe('not even seen is', () => {
  const passwords = [SECRET, `${SECRET}"`, `${SECRET}\n`, `: ${SECRET}`, `*${SECRET}`];

  it('a password, wherever it stands', () => {
    for (const password of passwords) {
      const document = `#cloud-config\npassword: ${password}\nchpasswd:\n  expire: False`;
      for (const contents of [
        { 'cloudstack/password/vm_password.txt': password },
        { 'cloudstack/password/vm_password.txt': 'other', [VENDOR]: { 'cloud-init': document } },
        { [VENDOR]: [document, { password }] },
        { [VENDOR]: `{"cloud-init": "${document}"}` },
        { [META]: { uuid: 'u', admin_pass: password, meta: { admin_pass: password } } },
        { [META]: { uuid: 'u', admin_pass: [password] } },
        { 'cloudstack/password/vm_password_md5checksum.txt': password, 'cloudstack/password/vm_password.txt': 'x' },
      ]) {
        const { said, seen } = explained(filesOf({ [META]: { uuid: 'u' }, ...contents }));
        expect(`${said}${seen}`).not.toContain(SECRET);
      }
    }
  });

  it('user data and vendor data', () => {
    for (const text of [
      SECRET,
      `#cloud-config\n${SECRET}`,
      `{"ignition": {"version": "${SECRET}"}}`,
      `MIME-Version: ${SECRET}\n`,
    ]) {
      const contents = {
        [META]: { uuid: 'u' },
        [USER]: text,
        [VENDOR]: [text],
        'cloudstack/userdata/user_data.txt': text,
      };
      const { said, seen } = explained(filesOf(contents));
      expect(`${said}${seen}`).not.toContain(SECRET);
    }
  });

  it('an SSH key, but its name', () => {
    const blob = 'AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd';
    const { said, seen } = explained(filesOf({ [META]: { uuid: 'u', public_keys: { ops: `ssh-ed25519 ${blob}` } } }));
    expect(`${said}${seen}`).not.toContain(blob);
    expect(seen).toContain('"ops"');
  });

  it('anything secret of a planned drive', () => {
    for (const password of passwords) {
      const vmData: readonly Triple[] = [
        ['metadata', 'vm-id', 'u'],
        ['password', 'vm_password', password],
      ];
      const input = { vmData, guestOs: 'windows', userData: `#cloud-config\n${SECRET}` };
      const drive = planInput(input, { profile: 'cloudstack', timestamp: new Date(0) });
      const outputs = [explain(drive), guestIssues(drive), diffDrives(drive, { ...drive, entries: [] })];
      expect(JSON.stringify(outputs)).not.toContain(SECRET);
    }
  });
});

it('the canary would be found: a reader sees a host name', () => {
  const { seen } = explained(filesOf({ [META]: { uuid: 'u', hostname: CANARY } }));
  expect(seen).toContain(CANARY);
});
