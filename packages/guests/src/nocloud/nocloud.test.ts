import { expect, it } from 'vitest';
import { explained as explainedBy, type Files, type Row, titled } from '../../../../test/explain/explained.ts';

const SOUND: Files = {
  'meta-data': 'instance-id: i-1\nlocal-hostname: web.example.org\npublic-keys:\n- ssh-rsa A\n',
  'user-data': '#cloud-config\na: b\n',
  'network-config': {
    version: 1,
    config: [
      {
        type: 'physical',
        name: 'eth0',
        mac_address: '02:00:4C:5E:00:05',
        subnets: [{ type: 'static', address: '10.1.1.5/24', gateway: '10.1.1.1' }],
      },
      { type: 'nameserver', address: ['10.1.1.1'] },
    ],
  },
};
const explained = (files: Files, label = 'cidata') =>
  explainedBy('cloud-init-nocloud', { ...SOUND, ...files }, { label });

const ROWS: readonly Row[] = [
  ['taken', {}],
  ['ignored', { 'user-data': null }, 'error reader-files-missing user-data'],
  ['ignored', { 'meta-data': null }, 'error reader-files-missing meta-data'],
  [
    'partly',
    { 'meta-data': 'a: [\n' },
    'error yaml-unreadable meta-data.line[2]',
    'warning uuid-missing meta-data.instance-id',
  ],
  ['partly', { 'meta-data': '- a\n' }, 'error yaml-unreadable meta-data', 'warning uuid-missing meta-data.instance-id'],
  [
    'refused',
    { 'meta-data': new Uint8Array([0xff]) },
    'error text-not-utf8 meta-data',
    'warning uuid-missing meta-data.instance-id',
  ],
  ['partly', { 'meta-data': 'instance-id: 0123\n' }, 'warning cloud-config-value-misread meta-data.line[1]'],
  ['refused', { 'meta-data': 'instance-id: i\ndsmode: disabled\n' }, 'error drive-disabled meta-data.dsmode'],
  ['refused', { 'meta-data': 'instance-id: i\nseedfrom: http://x/\n' }, 'error seed-elsewhere meta-data.seedfrom'],
  ['partly', { 'user-data': '# cloud-config\n' }, 'warning user-data-first-line user-data'],
  ['partly', { 'vendor-data': 'hello\n' }, 'warning user-data-unhandled vendor-data'],
  ['taken', { 'network-config': '{}' }, 'notice network-data-absent network-config'],
  ['partly', { 'network-config': 'a: b' }, 'error network-unreadable network-config.version'],
  ['partly', { 'network-config': 'network: [a]' }, 'error network-unreadable network-config.network'],
  ['taken', { 'network-config': 'network: {config: disabled}' }],
  ['partly', { 'network-config': '- a' }, 'error yaml-unreadable network-config'],
  ['partly', { 'network-config': 'version: 1\nconfig: []\n' }, 'error network-data-empty network-config'],
  ['taken', { 'network-config': '' }],
];

it.each(titled(ROWS))('%s: %s', (verdict, _, files, found) => {
  expect(explained(files)).toMatchObject({ verdict, found });
});

it('a seed is seen as it is, with a notice where there is no network', () => {
  expect(explained({}).view).toMatchObject({
    label: 'cidata',
    instanceId: 'i-1',
    hostname: 'web',
    keys: [{ byteLength: 9 }],
    userData: { kind: 'text/cloud-config' },
    network: {
      source: 'network-config',
      nics: [{ name: 'eth0', mac: '02:00:4c:5e:00:05', addresses: ['10.1.1.5/24'], gateways: ['10.1.1.1'] }],
      dns: ['10.1.1.1'],
    },
  });
});

it('a seed has either label, in one case of letters', () => {
  expect(explained({}, 'CIDATA').verdict).toBe('taken');
  expect(explained({}, 'CiData').verdict).toBe('ignored');
  expect(explained({}, 'config-2').verdict).toBe('ignored');
});

it('the password in vendor-data is a password', () => {
  const { view, found } = explained({ 'vendor-data': '#cloud-config\npassword: Vp7kQz\nchpasswd:\n  expire: False' });
  expect(view.password).toMatchObject({ path: 'vendor-data' });
  expect(found).toEqual(['notice password-set-once vendor-data']);
});
