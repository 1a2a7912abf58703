import { describe, expect, it } from 'vitest';
import { explained, type Row, titled } from '../../../../test/explain/explained.ts';
import { afterburnKey } from './keys.ts';

const A = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd';
const B = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHzs2CzXRE9w5nTzPpzEzBfbY8MFUDVtjZP4aRgbTDyv';
const META = 'openstack/latest/meta_data.json';
const metadata = (name: string): string => `cloudstack/metadata/${name}.txt`;

it.each([
  [A, 'key'],
  [`  ${A} me\n`, 'key'],
  [`command="a b",no-pty ${A} me`, 'key'],
  [`${A}\n${B}`, 'joined'],
  [`${A} me\n${B}`, 'none'],
  [`${A}\n${B}\n${A}`, 'none'],
  ['ssh-rsa AAAA', 'none'],
  ['hello', 'none'],
  ['', 'none'],
])('reads %j as %s', (text, kind) => {
  expect(afterburnKey(text)).toBe(kind);
});

describe('afterburn-cloudstack', () => {
  const files = {
    [metadata('availability_zone')]: 'zone-1',
    [metadata('cloud_identifier')]: 'c',
    [metadata('instance_id')]: 'i',
    [metadata('local_hostname')]: 'web',
    [metadata('service_offering')]: 'Small\n',
    [metadata('vm_id')]: 'v',
    [metadata('public_keys')]: `# remark\n${A} me\r\n\n${B}\n`,
  };

  it('finds all seven on a drive with underscores, unstripped', () => {
    const { verdict, view, found } = explained('afterburn-cloudstack', files);
    expect({ verdict, found }).toEqual({ verdict: 'taken', found: [] });
    expect(view).toEqual({
      label: 'config-2',
      attributes: {
        CLOUDSTACK_AVAILABILITY_ZONE: 'zone-1',
        CLOUDSTACK_CLOUD_IDENTIFIER: 'c',
        CLOUDSTACK_INSTANCE_ID: 'i',
        CLOUDSTACK_LOCAL_HOSTNAME: 'web',
        CLOUDSTACK_SERVICE_OFFERING: 'Small\n',
        CLOUDSTACK_VM_ID: 'v',
      },
      keys: [
        { name: undefined, byteLength: A.length + 3 },
        { name: undefined, byteLength: B.length },
      ],
    });
  });

  it('finds nothing on a drive with hyphens, and says what it does not look at', () => {
    const { verdict, found } = explained('afterburn-cloudstack', {
      [metadata('vm-id')]: 'v',
      [metadata('public-keys')]: A,
    });
    expect(verdict).toBe('partly');
    expect(found).toContain(`warning attribute-missing ${metadata('vm_id')}`);
    expect(found).toContain(`notice attribute-missing ${metadata('local_hostname')}`);
    expect(found).toContain(`warning public-keys-missing ${metadata('public_keys')}`);
  });

  it('fails on keys that are none, and on text that is not UTF-8', () => {
    const unread = explained('afterburn-cloudstack', { ...files, [metadata('public_keys')]: `${A}\nhello` });
    expect(unread.found).toEqual([`warning public-keys-unread ${metadata('public_keys')}`]);
    expect(unread.view.keys).toBeUndefined();
    const latin1 = explained('afterburn-cloudstack', { ...files, [metadata('vm_id')]: new Uint8Array([0xe4]) });
    expect(latin1.found).toEqual([`error text-not-utf8 ${metadata('vm_id')}`]);
  });

  it('wants the directory and the label', () => {
    expect(explained('afterburn-cloudstack', {}).found).toEqual(['error reader-files-missing cloudstack/metadata']);
    expect(explained('afterburn-cloudstack', files, { label: 'x' }).verdict).toBe('ignored');
  });
});

describe('afterburn-openstack', () => {
  it('takes what a sound drive has', () => {
    const { verdict, view } = explained('afterburn-openstack', {
      [META]: { uuid: 'u', hostname: 'web.example.org', availability_zone: null, public_keys: { ops: `${A} ops\n` } },
    });
    expect(verdict).toBe('taken');
    expect(view).toEqual({
      label: 'config-2',
      folder: 'openstack/latest',
      instanceId: 'u',
      hostname: 'web.example.org',
      keys: [{ name: 'ops', byteLength: A.length + 5 }],
    });
  });

  const ROWS: readonly Row[] = [
    ['ignored', {}, 'error reader-files-missing openstack/latest'],
    ['refused', { [META]: '{"uuid": NaN}' }, `error json-unreadable ${META}`],
    ['refused', { [META]: '[]' }, `error json-unreadable ${META}`],
    ['refused', { [META]: { uuid: 5 } }, `error json-value-unusable ${META}.uuid`],
    ['refused', { [META]: '{"uuid": "a", "uuid": "b"}' }, `error json-value-unusable ${META}.uuid`],
    ['taken', { [META]: '{"name": "a", "name": "b"}' }],
    ['refused', { [META]: { public_keys: [] } }, `error json-value-unusable ${META}.public_keys`],
    ['refused', { [META]: { public_keys: { a: [A] } } }, `error json-value-unusable ${META}.public_keys`],
    ['partly', { [META]: { public_keys: { a: 'x' } } }, `warning public-keys-unread ${META}.public_keys`],
    ['partly', { [META]: { public_keys: { a: `${A}\n${B}` } } }, `warning public-keys-joined ${META}.public_keys`],
  ];

  it.each(titled(ROWS))('%s: %s', (verdict, _, files, found) => {
    expect(explained('afterburn-openstack', files)).toMatchObject({ verdict, found });
  });

  it('knows one label only', () => {
    expect(explained('afterburn-openstack', { [META]: {} }, { label: 'CONFIG-2' }).verdict).toBe('ignored');
  });
});
