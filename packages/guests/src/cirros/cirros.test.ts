import { describe, expect, it } from 'vitest';
import { explained, type Files, type Row, titled } from '../../../../test/explain/explained.ts';

const META = 'openstack/latest/meta_data.json';
const USER = 'openstack/latest/user_data';
const NETWORK = 'openstack/latest/network_data.json';
const FILES = [{ path: '/etc/motd', content_path: '/content/0000' }];

const SOUND = { [META]: { uuid: 'u', hostname: 'web' } };

const ROWS: readonly Row[] = [
  ['taken', {}],
  ['ignored', { [META]: null }, 'error reader-files-missing openstack/latest'],
  ['refused', { [META]: '{' }, `error json-unreadable ${META}`],
  ['partly', { [META]: {} }, `warning uuid-missing ${META}.uuid`],
  ['partly', { [META]: { uuid: 'u', public_keys: ['k'] } }, `warning public-keys-unread ${META}.public_keys`],
  ['refused', { [META]: { uuid: 'u', files: FILES } }, `error injected-file-missing ${META}.files[0].content_path`],
  ['taken', { [META]: { uuid: 'u', files: FILES }, 'openstack/content/0000': 'hi' }],
  ['taken', { [USER]: '#!/bin/sh\n' }],
  ['partly', { [USER]: '#cloud-config\n' }, `warning user-data-unhandled ${USER}`],
  ['taken', { [NETWORK]: {} }],
  ['partly', { [NETWORK]: { networks: [{ type: 'ipv4' }] } }, `warning networks-skipped ${NETWORK}`],
  [
    'partly',
    { 'cloudstack/password/vm_password.txt': 'x' },
    'warning password-not-found cloudstack/password/vm_password.txt',
  ],
];

it.each(titled(ROWS))('%s: %s', (verdict, _, files, found) => {
  expect(explained('cirros', { ...SOUND, ...files })).toMatchObject({ verdict, found });
});

it('sees keys and files', () => {
  const { view } = explained('cirros', {
    [META]: { uuid: 'u', hostname: 'web', public_keys: { ops: 'ssh-rsa A' }, files: FILES },
    'openstack/content/0000': 'hi',
  });
  expect(view).toMatchObject({
    instanceId: 'u',
    hostname: 'web',
    keys: [{ name: 'ops', byteLength: 9 }],
    files: [{ path: '/etc/motd', byteLength: 2 }],
    network: { source: 'dhcp' },
  });
});

describe('a seed for CirrOS', () => {
  const SEED = { 'meta-data': { 'instance-id': 'i', 'local-hostname': 'web' }, 'user-data': '#!/bin/sh\necho up\n' };
  const seen = (files: Files, label = 'cidata') => explained('cirros', { ...SEED, ...files }, { label });

  it('is taken where its meta-data is JSON', () => {
    expect(seen({})).toMatchObject({
      verdict: 'taken',
      found: [],
      view: { instanceId: 'i', hostname: 'web', userData: { kind: 'text/x-shellscript' }, network: { source: 'dhcp' } },
    });
    expect(seen({ 'meta-data': {} }).view.instanceId).toBe('i-nocloud-default');
    expect(seen({}, 'CIDATA').verdict).toBe('ignored');
  });

  it('is dropped where it is YAML, and its network is not looked at', () => {
    expect(seen({ 'meta-data': 'instance-id: i\n' })).toMatchObject({
      verdict: 'refused',
      found: ['error json-unreadable meta-data'],
    });
    expect(seen({ 'network-config': 'version: 2\n' }).found).toEqual(['warning networks-skipped network-config']);
    expect(explained('cirros', { 'user-data': '' }, { label: 'cidata' }).verdict).toBe('ignored');
  });
});
