/**
 * Public reports of guests that did not get what was on their drive, each with the file of the report and what is right. The
 * numbers are those of the list that they were collected in.
 */
import { readFileSync } from 'node:fs';
import { buildConfigDrive, type DriveInput } from '@configdrive/core';
import { type Explanation, explain, type GuestName } from '@configdrive/guests';
import { describe, expect, it } from 'vitest';
import { explained, type Files } from '../explain/explained.ts';
import { samplePath, withSampleData } from '../support/data.ts';

const report = (name: string): Uint8Array => readFileSync(samplePath('reports', name));
const inputOf = (name: string): DriveInput => JSON.parse(report(name).toString()) as DriveInput;

const META = 'openstack/latest/meta_data.json';
const USER = 'openstack/latest/user_data';

const seed = (files: Files): Files => ({ 'meta-data': 'instance-id: i\n', 'user-data': '', ...files });
const drive = (userData: Uint8Array): Files => ({ [META]: { uuid: 'u' }, [USER]: userData });
const pointed = (interfaces: string): Files => ({
  [META]: report('04-meta_data.json'),
  'openstack/content/0000': report(interfaces),
});

/** Name, addresses, routers and name servers of each card. */
const nicsOf = ({ view: { network } }: Pick<Explanation, 'view'>): readonly string[] =>
  (network?.nics ?? []).map(({ name, mac, addresses, gateways, dns }) =>
    [name ?? mac ?? '', ...addresses, 'via', ...gateways, 'dns', ...dns].join(' '),
  );

type Row = readonly [what: string, guest: GuestName, files: () => Files, verdict: string, nics: readonly string[]];

const NETWORKS: readonly Row[] = [
  [
    '1: a top key `network`',
    'cloud-init-nocloud',
    () => seed({ 'network-config': report('01-network-key.yaml') }),
    'taken',
    ['eth0 192.0.2.9/24 via 192.0.2.1 dns'],
  ],
  [
    '2: switched off',
    'cloud-init-nocloud',
    () => seed({ 'network-config': report('02-network-disabled.yaml') }),
    'taken',
    [],
  ],
  [
    '3: network-interfaces in meta-data',
    'cloud-init-nocloud',
    () => seed({ 'meta-data': report('03-meta-data-interfaces.yaml') }),
    'taken',
    ['eth0 192.0.2.11/24 via 192.0.2.1 dns'],
  ],
  [
    '4: an interfaces file of Proxmox',
    'cloudbase-init',
    () => pointed('04-interfaces-file.txt'),
    'taken',
    [' 192.0.2.77/24 via 192.0.2.1 dns'],
  ],
  [
    '4: the same with a MAC address',
    'cloudbase-init',
    () => pointed('04-interfaces-with-mac.txt'),
    'taken',
    ['02:00:00:aa:03:01 192.0.2.78/24 via 192.0.2.1 dns 192.0.2.53'],
  ],
  [
    '4: the same file',
    'cloud-init',
    () => pointed('04-interfaces-file.txt'),
    'taken',
    ['eth0 192.0.2.77/24 via 192.0.2.1 dns'],
  ],
];

type UserDataRow = readonly [what: string, guest: GuestName, file: string, verdict: string, code: string];

const USER_DATA: readonly UserDataRow[] = [
  ['7: a blank first line', 'cloud-init', '07-blank-first-line.txt', 'partly', 'user-data-first-line'],
  ['8: line ends of DOS', 'cirros', '08-crlf-script.txt', 'partly', 'user-data-first-line'],
  ['8: line ends of DOS', 'freebsd-nuageinit', '08-crlf-script.txt', 'partly', 'user-data-unhandled'],
  ['8: line ends of DOS', 'cloud-init', '08-crlf-script.txt', 'taken', ''],
  ['12: encoded twice', 'cloud-init', '12-base64-user-data.txt', 'partly', 'user-data-first-line'],
  ['12: UTF-16', 'cloud-init', '12-utf16-user-data.txt', 'partly', 'user-data-first-line'],
  ['13: a script for Talos', 'talos', '06-user-data.txt', 'refused', 'user-data-unhandled'],
  ['13: base64 for Talos', 'talos', '12-base64-user-data.txt', 'refused', 'user-data-unhandled'],
  ['13: UTF-16 for Talos', 'talos', '12-utf16-user-data.txt', 'refused', 'user-data-unhandled'],
];

const SEED_READERS: readonly (readonly [guest: GuestName, verdict: string, code: string])[] = [
  ['cloud-init-nocloud', 'taken', ''],
  ['freebsd-nuageinit', 'taken', ''],
  // A script is a configuration of Talos' no more than on a config drive; Windows runs it where it has a bash.
  ['talos', 'refused', 'user-data-unhandled'],
  ['cloudbase-init', 'taken', 'service-not-default'],
  ['cirros', 'taken', ''],
];

withSampleData('in the public reports', () => {
  it.each(NETWORKS)('no. %s, for %s', (_, guest, files, verdict, nics) => {
    const found = explained(guest, files(), { label: guest === 'cloud-init-nocloud' ? 'cidata' : 'config-2' });
    expect([found.verdict, nicsOf(found)]).toEqual([verdict, nics]);
  });

  it('no. 2 is switched off, and not lost', () => {
    const files = seed({ 'network-config': report('02-network-disabled.yaml') });
    const { view } = explained('cloud-init-nocloud', files, { label: 'cidata' });
    expect(view.network?.source).toBe('disabled');
  });

  describe('user data of', () => {
    it.each(USER_DATA)('no. %s, for %s', (_, guest, file, verdict, code) => {
      const { issues, verdict: given } = explained(guest, {
        ...drive(report(file)),
        'openstack/latest/network_data.json': { links: [], networks: [] },
      });
      const codes = issues.filter(({ place }) => place[0] === USER).map((issue) => issue.code);
      expect(codes).toEqual(code === '' ? [] : [code]);
      if (guest !== 'cirros' && guest !== 'cloud-init') expect(given).toBe(verdict);
    });
  });

  it.each(SEED_READERS)('no. 6, a seed of ours, for %s', (guest, verdict, code) => {
    const input = { ...inputOf('06-nocloud-script.json'), userData: report('06-user-data.txt').toString() };
    const { drive: built } = buildConfigDrive(input, { timestamp: new Date(0) });
    const found = explain(built, { guests: [guest] });
    expect([...new Set(found.map((one) => one.verdict))]).toEqual([verdict]);
    if (code !== '') expect(found.flatMap(({ issues }) => issues).map((issue) => issue.code)).toContain(code);
  });

  it('no. 11, a host name of 71 characters, is told', () => {
    const { drive: built } = buildConfigDrive(inputOf('11-long-host-name.json'), { timestamp: new Date(0) });
    for (const { issues } of explain(built, { guests: ['cloud-init'] })) {
      expect(issues.map(({ code }) => code)).toContain('hostname-unusable');
    }
  });
});

it.each([
  ['3.3.0', 'taken'],
  ['3.4.0', 'refused'],
  ['3.6.0', 'refused'],
])('no. 24, Ignition %s, is judged by the version that is named', (version, verdict) => {
  const userData = JSON.stringify({ ignition: { version } });
  const found = explained('ignition-openstack', drive(Buffer.from(userData)), { version: '2.14' });
  expect(found.verdict).toBe(verdict);
});
