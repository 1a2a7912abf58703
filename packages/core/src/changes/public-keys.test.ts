/** SSH keys in CloudStack's file, in the metadata of every version, in EC2's form and in NoCloud's. */
import { describe, expect, it } from 'vitest';
import { CHANGE, changedBetween, driveOf, textsOf } from '../../../../test/changes/helpers.ts';
import { issuesOf, planOf, refusalsOf } from '../../../../test/core/helpers.ts';
import { KEYS } from '../../../../test/drive/sample.ts';
import { withPublicKeys } from './public-keys.ts';

const [FIRST = '', SECOND = ''] = KEYS;
const FILE = 'cloudstack/metadata/public-keys.txt';
const ALIAS = 'cloudstack/metadata/public_keys.txt';
const META = 'openstack/latest/meta_data.json';
const BOTH = KEYS.join('\n');

const members = (name: string, line: string): string =>
  `"keys":[{"type":"ssh","data":"${line}","name":"${name}"}],"public_keys":{"${name}":"${line}"}`;

describe('on a drive with keys', () => {
  const planned = planOf({ vmData: [['metadata', 'public-keys', FIRST]] });

  it('changes file, alias and metadata as planning would write them', () => {
    const drive = withPublicKeys(planned, SECOND, CHANGE);
    expect(changedBetween(planned, drive)).toEqual([FILE, ALIAS, META].sort());
    expect(textsOf(drive)).toEqual(textsOf(planOf({ vmData: [['metadata', 'public-keys', SECOND]] })));
  });

  it('takes a list of lines, too', () => {
    expect(textsOf(withPublicKeys(planned, KEYS, CHANGE))).toEqual(textsOf(withPublicKeys(planned, BOTH, CHANGE)));
    expect(textsOf(withPublicKeys(planned, KEYS, CHANGE))[FILE]).toBe(BOTH);
  });

  it('writes one entry whatever it holds under CloudStack’s profile', () => {
    const drive = withPublicKeys(planned, BOTH, { ...CHANGE, profile: 'cloudstack' });
    const expected = planOf({ vmData: [['metadata', 'public-keys', BOTH]], options: { profile: 'cloudstack' } });
    expect(textsOf(drive)[META]).toBe(textsOf(expected)[META]);
  });

  it('takes them off when none are given', () => {
    expect(textsOf(withPublicKeys(planned, ' \n', CHANGE))).toEqual(textsOf(planOf({})));
    expect(textsOf(withPublicKeys(planned, [], CHANGE))).toEqual(textsOf(planOf({})));
  });

  it('changes only the members that are there, in every version and in EC2’s form', () => {
    const drive = driveOf({
      'openstack/2012-08-10/meta_data.json': '{"public_keys": {"mine": "old"}, "uuid": "u"}',
      [META]: '{"n": 1.0, "keys": [], "public_keys": {"mine": "old"}}',
      'ec2/latest/meta-data.json': '{"public-keys": {"0": {"openssh-key": "old"}}, "ami-id": "x"}',
    });
    expect(textsOf(withPublicKeys(drive, SECOND, CHANGE))).toEqual({
      'openstack/2012-08-10/meta_data.json': `{"public_keys": {"deploy":"${SECOND}"}, "uuid": "u"}`,
      [META]: `{"n": 1.0, "keys": [{"type":"ssh","data":"${SECOND}","name":"deploy"}], "public_keys": {"deploy":"${SECOND}"}}`,
      'ec2/latest/meta-data.json': `{"public-keys": {"0":{"openssh-key":"${SECOND}"}}, "ami-id": "x"}`,
    });
    expect(textsOf(withPublicKeys(drive, '', CHANGE))).toEqual({
      'openstack/2012-08-10/meta_data.json': '{"uuid": "u"}',
      [META]: '{"n": 1.0}',
      'ec2/latest/meta-data.json': '{"ami-id": "x"}',
    });
  });
});

describe('on a drive without keys', () => {
  it('adds what planning would', () => {
    const drive = withPublicKeys(planOf({}), FIRST, CHANGE);
    expect(textsOf(drive)).toEqual(textsOf(planOf({ vmData: [['metadata', 'public-keys', FIRST]] })));
  });

  it('of OpenStack adds them to every version', () => {
    const drive = driveOf({ 'openstack/2012-08-10/meta_data.json': '{}', [META]: '{"uuid":"u"}' });
    expect(textsOf(withPublicKeys(drive, SECOND, CHANGE))).toEqual({
      'openstack/2012-08-10/meta_data.json': `{"keys": ${members('deploy', SECOND).slice(7).replace('],"public_keys":', '], "public_keys": ')}}`,
      [META]: `{"uuid":"u",${members('deploy', SECOND)}}`,
    });
  });

  it('of OpenStack without metadata makes them', () => {
    const drive = driveOf({ 'openstack/latest/vendor_data.json': '{}' });
    expect(changedBetween(drive, withPublicKeys(drive, SECOND, CHANGE))).toEqual([META]);
  });

  it('that is none changes nothing', () => {
    const drive = planOf({});
    expect(changedBetween(drive, withPublicKeys(drive, '', CHANGE))).toEqual([]);
  });
});

describe('on a NoCloud drive', () => {
  it('are a list on one line', () => {
    const drive = driveOf({ 'meta-data': 'instance-id: i\n', 'user-data': '' });
    const changed = withPublicKeys(drive, BOTH, CHANGE);
    expect(textsOf(changed)['meta-data']).toBe(`instance-id: i\npublic-keys: ["${FIRST}","${SECOND}"]\n`);
  });

  it('that has a list of its own is left as it is, and that is said', () => {
    const drive = driveOf({ 'meta-data': 'public-keys:\n  - old\n', 'user-data': '' });
    expect(issuesOf(withPublicKeys(drive, BOTH, CHANGE))).toEqual(['warning file-unchangeable at meta-data']);
    expect(issuesOf(withPublicKeys(drive, '', CHANGE))).toEqual(['warning file-unchangeable at meta-data']);
  });
});

describe('keys that planning refuses', () => {
  it.each([
    ['not a key', 'public-key-invalid'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----', 'public-key-private'],
    ['\ud800', 'text-ill-formed'],
    [7, 'wrong-type'],
    [[7], 'wrong-type'],
  ])('%#', (keys, code) => {
    expect(refusalsOf(() => withPublicKeys(planOf({}), keys as string, CHANGE))).toEqual([`${code} at publicKeys`]);
  });
});
