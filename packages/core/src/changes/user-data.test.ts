/** User data in every place that has them; what was one file stays one. */
import { utf8Bytes } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { CHANGE, changedBetween, driveOf, textsOf } from '../../../../test/changes/helpers.ts';
import { base64, issuesOf, pathsOf, planOf, refusalsOf } from '../../../../test/core/helpers.ts';
import { bytesIn } from '../../../../test/support/contents.ts';
import type { ConfigDrive } from '../drive.ts';
import { withUserData } from './user-data.ts';

const CLOUDSTACK = 'cloudstack/userdata/user_data.txt';
const GUIDE = 'cloudstack/user_data/user_data.txt';
const LATEST = 'openstack/latest/user_data';

const contentAt = ({ entries }: ConfigDrive, path: string) => entries.find((entry) => entry.path === path)?.content;

describe('on a drive that has user data', () => {
  const planned = planOf({ vmData: [['userdata', 'user_data', base64('old')]] });

  it('changes file, link and alias, and the link stays one', () => {
    const drive = withUserData(planned, 'new', CHANGE);
    expect(changedBetween(planned, drive)).toEqual([GUIDE, CLOUDSTACK, LATEST].sort());
    expect(textsOf(drive)).toMatchObject({ [CLOUDSTACK]: 'new', [LATEST]: 'new', [GUIDE]: `= ${CLOUDSTACK}` });
    expect(contentAt(drive, LATEST)).toBe(contentAt(drive, CLOUDSTACK));
  });

  it('takes bytes as they are', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    expect(bytesIn(contentAt(withUserData(planned, bytes, CHANGE), LATEST))).toEqual(bytes);
  });

  it('changes every version, and what were several files stay several', () => {
    const paths = ['openstack/2012-08-10/user_data', LATEST, 'ec2/2009-04-04/user-data', 'ec2/latest/user-data'];
    const drive = driveOf(Object.fromEntries([...paths, 'openstack/content/0000'].map((path) => [path, 'old'])));
    const changed = withUserData(drive, 'new', CHANGE);
    expect(changedBetween(drive, changed)).toEqual([...paths].sort());
    expect(new Set(paths.map((path) => contentAt(changed, path))).size).toBe(4);
  });

  it('changes both of several links', () => {
    const [one, other] = [utf8Bytes('old'), utf8Bytes('older')];
    const drive = {
      ...driveOf({}),
      entries: [
        { path: LATEST, content: one },
        { path: CLOUDSTACK, content: one },
        { path: 'ec2/latest/user-data', content: other },
        { path: 'elsewhere', content: one },
      ],
    };
    const changed = withUserData(drive, 'new', CHANGE);
    expect(contentAt(changed, LATEST)).toBe(contentAt(changed, CLOUDSTACK));
    expect(contentAt(changed, 'ec2/latest/user-data')).not.toBe(contentAt(changed, LATEST));
    expect(contentAt(changed, 'elsewhere')).toBe(one);
  });

  it('of no bytes are taken off', () => {
    const drive = withUserData(planned, '', CHANGE);
    expect(pathsOf(drive).filter((path) => path.includes('user_data.txt') || path.endsWith('/user_data'))).toEqual([]);
  });

  it('that are the same change nothing', () => {
    expect(changedBetween(planned, withUserData(planned, 'old', CHANGE))).toEqual([]);
  });
});

describe('on a drive without user data', () => {
  it('adds what planning would', () => {
    const changed = withUserData(planOf({}), 'new', CHANGE);
    const planned = planOf({ vmData: [['userdata', 'user_data', base64('new')]] });
    expect(textsOf(changed)).toEqual(textsOf(planned));
    expect(contentAt(changed, LATEST)).toBe(contentAt(changed, CLOUDSTACK));
  });

  it('of OpenStack adds them in every version', () => {
    const drive = driveOf({ 'openstack/2012-08-10/meta_data.json': '{}', 'ec2/latest/meta-data.json': '{}' });
    expect(changedBetween(drive, withUserData(drive, 'new', CHANGE))).toEqual([
      'ec2/latest/user-data',
      'openstack/2012-08-10/user_data',
    ]);
  });
});

describe('on a drive of the older builder', () => {
  it.each(['b2xk', undefined])('writes base64, after %j', (old) => {
    const drive = driveOf({
      'cloudstack/metadata/vm-id.txt': 'x',
      ...(old === undefined ? {} : { [CLOUDSTACK]: old }),
    });
    expect(textsOf(withUserData(drive, 'new', CHANGE))[CLOUDSTACK]).toBe(base64('new'));
  });

  it('writes plain bytes where there were such', () => {
    expect(textsOf(withUserData(driveOf({ [CLOUDSTACK]: '#cloud-config' }), 'new', CHANGE))[CLOUDSTACK]).toBe('new');
  });
});

describe('on a NoCloud drive', () => {
  it('changes user-data, and never takes it away', () => {
    const drive = driveOf({ 'meta-data': '', 'user-data': 'old' });
    expect(textsOf(withUserData(drive, 'new', CHANGE))['user-data']).toBe('new');
    expect(textsOf(withUserData(drive, '', CHANGE))['user-data']).toBe('');
  });
});

describe('user data that planning refuses', () => {
  it.each([
    ['x'.repeat(24_577), 'user-data-too-long'],
    ['\udc00', 'text-ill-formed'],
    [null, 'wrong-type'],
  ])('%#', (userData, code) => {
    expect(refusalsOf(() => withUserData(planOf({}), userData as string, CHANGE))).toEqual([`${code} at userData`]);
  });

  it('may be within a limit of the caller’s', () => {
    const options = { ...CHANGE, limits: { userDataBase64Length: 40_000 } };
    expect(issuesOf(withUserData(driveOf({ [LATEST]: '' }), 'x'.repeat(24_577), options))).toEqual([]);
  });
});
