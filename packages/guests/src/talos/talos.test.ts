import { expect, it } from 'vitest';
import { explained, type Row, titled } from '../../../../test/explain/explained.ts';

const META = 'openstack/latest/meta_data.json';
const USER = 'openstack/latest/user_data';
const NETWORK = 'openstack/latest/network_data.json';

const SOUND = { [META]: { uuid: 'u', hostname: 'web.example.org' }, [USER]: 'version: v1alpha1\n', [NETWORK]: {} };

const ROWS: readonly Row[] = [
  ['ignored', { [USER]: null }, `error reader-files-missing ${USER}`],
  ['partly', { [USER]: '#cloud-config\n' }, `warning user-data-unhandled ${USER}`],
  ['taken', { [USER]: '' }],
  [
    'taken',
    { [USER]: 'version: v1alpha1\nmachine: {}\n---\napiVersion: v1alpha1\nkind: HostnameConfig\nhostname: a\n' },
  ],
  ['taken', { [USER]: '# remark\n---\n---\nversion: v1alpha1\n' }],
  ['refused', { [USER]: '#!/bin/sh\necho up\n' }, `error user-data-unhandled ${USER}`],
  ['refused', { [USER]: '{"ignition":{"version":"3.3.0"}}' }, `error user-data-unhandled ${USER}`],
  ['taken', { [USER]: '{"version": "v1alpha1"}' }],
  ['taken', { [USER]: '{version: v1alpha1}\n' }],
  [
    'partly',
    { [USER]: `{"version": "v1alpha1", "a": [${'{},'.repeat(120_000)}{}]}` },
    `warning content-not-looked-at ${USER}`,
  ],
  ['partly', { [USER]: '---\n'.repeat(300_000) }, `warning content-not-looked-at ${USER}`],
  ['refused', { [USER]: 'variant: fcos\nversion: 1.5.0\n' }, `error user-data-unhandled ${USER}`],
  ['refused', { [USER]: 'dmVyc2lvbjogdjFhbHBoYTEK' }, `error user-data-unhandled ${USER}`],
  ['refused', { [USER]: new Uint8Array([0x1f, 0x8b, 8, 0, 0]) }, `error user-data-unhandled ${USER}`],
  [
    'refused',
    { [USER]: new Uint8Array(Buffer.from('\ufeffversion: v1alpha1\n', 'utf16le')) },
    `error user-data-unhandled ${USER}`,
  ],
  ['refused', { [USER]: 'version: v1alpha1\n---\n- a\n' }, `error user-data-unhandled ${USER}`],
  ['refused', { [USER]: 'version: [\n' }, `error user-data-unhandled ${USER}`],
  ['refused', { [USER]: '# nothing\n' }, `error user-data-unhandled ${USER}`],
  ['partly', { [META]: '{' }, `warning json-unreadable ${META}`],
  ['partly', { [META]: { hostname: 5 } }, `warning json-value-unusable ${META}.hostname`],
  ['partly', { [META]: { hostname: '.org' } }, `error network-unreadable ${META}.hostname`],
  ['partly', { [META]: { hostname: 'x'.repeat(64) } }, `error network-unreadable ${META}.hostname`],
  ['partly', { [NETWORK]: '[' }, `warning network-unreadable ${NETWORK}`],
  ['partly', { [NETWORK]: { links: 'x' } }, `warning json-value-unusable ${NETWORK}.links`],
  [
    'partly',
    { [NETWORK]: { links: [{ id: 'v', type: 'vlan', vlan_id: 5, vlan_link: 'x' }] } },
    `warning network-link-unknown ${NETWORK}.links[0].vlan_link`,
  ],
];

it.each(titled(ROWS))('%s: %s', (verdict, _, files, found) => {
  expect(explained('talos', { ...SOUND, ...files })).toMatchObject({ verdict, found });
});

it('finds keys in any case, as Go does, and the host name without its domain', () => {
  const { view } = explained('talos', { ...SOUND, [META]: { UUID: 'u', HostName: 'web.example.org' } });
  expect(view).toMatchObject({ instanceId: 'u', hostname: 'web', folder: 'openstack/latest' });
});

it('wants the label in lower case', () => {
  expect(explained('talos', SOUND, { label: 'CONFIG-2' }).verdict).toBe('ignored');
});
