/** Contents are secret: no error and no issue of a change ever shows one, of the drive nor of what is put on it. */
import { InvalidInputError, issueText } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { CHANGE, driveOf } from '../../../../test/changes/helpers.ts';
import type { ConfigDrive } from '../drive.ts';
import { withMetadata } from './metadata.ts';
import { withNetwork } from './network.ts';
import { withoutPassword, withPassword } from './password.ts';
import { withPublicKeys } from './public-keys.ts';
import { withUserData } from './user-data.ts';

const CANARY = 'c4n4ryXq7';

const CONTENTS: readonly unknown[] = [
  CANARY,
  `${CANARY}\n`,
  `"${CANARY}\\`,
  `{"cloud-init": {"${CANARY}": 1}, "admin_pass": "${CANARY}", "network_config": "${CANARY}"}`,
  `{"cloud-init": "#cloud-config\\npassword: ${CANARY}"${CANARY}"\\nchpasswd:\\n  expire: False"}`,
  `local-hostname: |\n  ${CANARY}\npublic-keys:\n  - ${CANARY}\n`,
  `-----BEGIN OPENSSH PRIVATE KEY-----\n${CANARY}\n`,
  `${CANARY}\ud800`,
  CANARY.repeat(6000),
  [CANARY],
  { key: CANARY },
  7,
];

const PATHS = [
  'cloudstack/password/vm_password.txt',
  'cloudstack/password/vm-password-md5checksum.txt',
  'cloudstack/metadata/public-keys.txt',
  'cloudstack/metadata/instance-id.txt',
  'cloudstack/userdata/user_data.txt',
  'openstack/2018-08-27/vendor_data.json',
  'openstack/latest/meta_data.json',
  'openstack/latest/network_data.json',
  'openstack/latest/vendor_data.json',
  'openstack/latest/vendor_data2.json',
  'ec2/latest/meta-data.json',
  'meta-data',
  'user-data',
  'vendor-data',
  'network-config',
];

type AnyChange = (drive: ConfigDrive, value: unknown, profile: 'portable' | 'cloudstack') => ConfigDrive;

const CHANGES: Readonly<Record<string, AnyChange>> = {
  withPassword: (drive, value, profile) => withPassword(drive, value as string, { ...CHANGE, profile }),
  withoutPassword: (drive, _, profile) => withoutPassword(drive, { ...CHANGE, profile }),
  withUserData: (drive, value, profile) => withUserData(drive, value as string, { ...CHANGE, profile }),
  withPublicKeys: (drive, value, profile) => withPublicKeys(drive, value as string, { ...CHANGE, profile }),
  withMetadata: (drive, value, profile) =>
    withMetadata(
      drive,
      { 'local-hostname': value as string, note: value as string, hostname: value as string },
      { ...CHANGE, profile },
    ),
  'withMetadata of keys': (drive, value, profile) =>
    withMetadata(drive, { 'public-keys': value as string }, { ...CHANGE, profile }),
};

/** Everything a change says, of its result or of its refusal. */
function saidBy(change: AnyChange, drive: ConfigDrive, value: unknown, profile: 'portable' | 'cloudstack'): string {
  try {
    const { issues } = change(drive, value, profile);
    return `${issues.map(issueText).join('\n')} ${JSON.stringify(issues)}`;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return `${String(error)} ${error.stack} ${String(error.cause)} ${JSON.stringify(error.issues)}`;
  }
}

describe('no content is ever said', () => {
  const held = CONTENTS.filter((content): content is string => typeof content === 'string');

  it.each(Object.entries(CHANGES))('by %s', (_, change) => {
    for (const profile of ['portable', 'cloudstack'] as const) {
      for (const content of held) {
        const drive = driveOf(Object.fromEntries(PATHS.map((path) => [path, content])));
        for (const value of CONTENTS) expect(saidBy(change, drive, value, profile)).not.toContain(CANARY);
      }
    }
  });

  it('by withNetwork of the drive; values of NICs may be quoted', () => {
    for (const content of held) {
      const drive = driveOf(Object.fromEntries(PATHS.map((path) => [path, content])));
      const said = saidBy((one) => withNetwork(one, [{ mac: '02:00:4c:5e:00:05' }], CHANGE), drive, 0, 'portable');
      expect(said).not.toContain(CANARY);
    }
  });
});
