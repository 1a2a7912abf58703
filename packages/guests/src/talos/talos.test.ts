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
