/** Contents are secret: no error, issue or message of this package ever shows one, whatever is wrong. */

import { InvalidInputError, type Issue, issueText } from '@configdrive/issues';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64, planInput, TIMESTAMP } from '../../../test/core/helpers.ts';
import type { DriveInput } from './input/drive-input.ts';
import { parseMachine } from './parse.ts';

const CANARY = 'c4n4ryXq7';

/** Everything this package says about an input: texts and data, of errors and of issues. */
function saidAbout(unknown: unknown, profile: 'portable' | 'cloudstack'): string {
  try {
    return sayings(planInput(unknown, { timestamp: TIMESTAMP, profile }).issues);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return `${String(error)} ${error.stack} ${String(error.cause)} ${sayings(error.issues)}`;
  }
}

const sayings = (issues: readonly Issue[]): string => `${issues.map(issueText).join('\n')} ${JSON.stringify(issues)}`;

const CONTENTS: readonly unknown[] = [
  CANARY,
  `${CANARY}\n`,
  ` ${CANARY}`,
  `${CANARY}\u0000`,
  `"${CANARY}\\`,
  `${CANARY}\ud800`,
  CANARY.repeat(60),
  `$6$${CANARY}$${CANARY}`,
  `ssh-rsa ${CANARY} ${CANARY}`,
  `-----BEGIN OPENSSH PRIVATE KEY-----\n${CANARY}\n`,
  `#cloud-config ${CANARY}`,
  base64(CANARY),
  `${base64(CANARY)}*`,
  base64(CANARY).repeat(5000),
  [CANARY],
  { key: CANARY },
  Number.NaN,
];

const FILES: readonly (readonly [directory: string, name: string])[] = [
  ['userdata', 'user_data'],
  ['user_data', 'user_data'],
  ['password', 'vm_password'],
  ['password', 'vm-password-md5checksum'],
  ['metadata', 'public-keys'],
  ['metadata', 'vm-id'],
  ['metadata', 'uuid'],
  ['metadata', 'note'],
  ['metadata', '../note'],
  ['vendor', 'aux'],
  ['', 'note'],
];

const inputsAround = (directory: string, name: string, content: unknown): readonly unknown[] => [
  [[directory, name, content]],
  [
    [directory, name, content],
    [directory, name, `${String(content)}2`],
    [directory, name.toUpperCase(), content],
  ],
  [[directory, name, content, content]],
  {
    vmData: [[directory, name, content]],
    guestOs: 'windows',
    userData: content,
    unknown: content,
    limits: content,
  },
  { vmData: [[directory, name, content]], customParameters: { note: content }, profile: 'neither', sshPwauth: content },
  { vmData: [[directory, name, content]], vendorData: content },
  ...(['openstack', 'nocloud'] as const).map((tree) => ({
    tree,
    vmData: [[directory, name, content]],
    vendorData: content,
    vendorData2: content,
    files: [
      { path: '/a', content },
      { path: '/b', base64: content },
      { path: '/a', content, base64: content },
    ],
    userDataParts: [{ content }, { base64: content }, { content, type: content, filename: content }],
    randomSeed: content,
    projectId: content,
  })),
  { vmData: [[directory, name, content]], vendorData: `#cloud-config\npassword: ${String(content)}` },
  { vmData: [[directory, name, content]], vendorData: { 'cloud-init': content, [String(content)]: [content] } },
  { vmData: [[directory, name, content]], vendorData: { a: { [String(content)]: content }, b: Number.NaN } },
  { vmData: [[directory, name, content]], customParameters: [['note', content], ['note', 'other'], [content]] },
];

describe('no content is ever said', () => {
  it.each(FILES)('of %s/%s', (directory, name) => {
    for (const content of CONTENTS) {
      for (const input of inputsAround(directory, name, content)) {
        for (const profile of ['portable', 'cloudstack'] as const) {
          const said = saidAbout(input, profile);
          expect(said).not.toContain(CANARY);
          expect(said).not.toContain(base64(CANARY).slice(0, 10));
        }
      }
    }
  });
});

describe('whatever comes', () => {
  const options = { timestamp: TIMESTAMP };
  const onlyInvalidInput = (act: () => unknown): void => {
    try {
      act();
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidInputError);
    }
  };

  it('an error is InvalidInputError and none other', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withSparseArray: true }), (unknown) => {
        onlyInvalidInput(() => parseMachine(unknown));
        onlyInvalidInput(() => parseMachine({ vmData: [['metadata', 'x', unknown]], nics: unknown }));
      }),
      { numRuns: 1000 },
    );
  });

  it('in the right shape, too', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('metadata', 'password', 'vm_password', 'user_data', 'userdata', 'public-keys', ''),
    );
    const address = fc.oneof(
      fc.string(),
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4().map((ip) => `${ip}/24`),
      fc.ipV6().map((ip) => `${ip}/64`),
    );
    const staticAddress = fc.record(
      {
        address,
        gateway: address,
        dns: fc.array(address),
        routes: fc.array(fc.record({ network: address, gateway: address })),
      },
      { requiredKeys: ['address'] },
    );
    const linkId = fc.constantFrom('eth0', 'eth1', 'bond0', 'bond1', 'eth0.1', 'bond0.1', '');
    const nic = fc.record(
      {
        mac: fc.oneof(fc.string(), fc.constant('02:00:4c:5e:00:05')),
        deviceId: fc.oneof(fc.integer(), fc.double()),
        mtu: fc.double(),
        uuid: text,
        default: fc.boolean(),
        ipv4: fc.oneof(staticAddress, fc.constantFrom('dhcp' as const, null)),
        ipv6: fc.oneof(staticAddress, fc.constantFrom('dhcp' as const, 'slaac' as const, null)),
        bond: fc.record({
          links: fc.array(linkId, { maxLength: 3 }),
          mode: fc.constantFrom('802.3ad', 'active-backup'),
        }),
        vlan: fc.record({ id: fc.integer({ min: 0, max: 5000 }), link: linkId }),
      },
      { requiredKeys: [] },
    );
    const input: fc.Arbitrary<DriveInput> = fc.record(
      {
        vmData: fc.array(fc.tuple(text, text, fc.option(text, { nil: null }))),
        nics: fc.array(nic, { maxLength: 3 }),
        instanceName: text,
        label: text,
        guestOs: fc.constantFrom('windows', 'linux'),
        userData: text,
        vendorData: fc.oneof(text, fc.dictionary(text, fc.jsonValue())),
        customParameters: fc.dictionary(text, text),
        tree: fc.constantFrom('cloudstack' as const, 'openstack' as const, 'nocloud' as const),
        openstackVersions: fc.constantFrom('latest' as const, 'dated' as const),
        files: fc.array(fc.record({ path: fc.oneof(text, fc.constant('/a')), content: text }), { maxLength: 2 }),
        userDataParts: fc.array(fc.record({ content: text, filename: text }, { requiredKeys: [] }), { maxLength: 2 }),
        randomSeed: text,
        profile: fc.constantFrom('portable' as const, 'cloudstack' as const),
      },
      { requiredKeys: ['vmData'] },
    );
    fc.assert(
      fc.property(input, (drive) => {
        onlyInvalidInput(() => parseMachine(drive));
        onlyInvalidInput(() => planInput(drive, options));
      }),
      { numRuns: 2000 },
    );
  });
});
