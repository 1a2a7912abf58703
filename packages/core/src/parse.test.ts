import { InvalidInputError } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { fileOf, filesBelow, planInput, refusalsOf, TIMESTAMP, VM_ID } from '../../../test/core/helpers.ts';
import { defaultLimits } from './limits.ts';
import { parseMachine } from './parse.ts';
import { planConfigDrive } from './plan.ts';

/** What the drive of an input holds. */
const textsOf = (unknown: unknown): Record<string, string> =>
  filesBelow(planInput(unknown, { timestamp: TIMESTAMP }), 'cloudstack');

const refusals = (unknown: unknown): readonly string[] => refusalsOf(() => parseMachine(unknown));
const ofTriple = (triple: unknown): readonly string[] => refusals({ vmData: [['metadata', 'vm-id', 'x'], triple] });
const ofNic = (nic: unknown): readonly string[] => refusals({ vmData: [], nics: [nic] });

describe('the shape', () => {
  it.each([
    [null, ['wrong-type at the input']],
    [undefined, ['wrong-type at the input']],
    [5, ['wrong-type at the input']],
    ['vmData', ['wrong-type at the input']],
    [{}, ['wrong-type at vmData']],
    [{ vmData: {} }, ['wrong-type at vmData']],
    [{ vmData: { length: 1, 0: ['metadata', 'vm-id', 'x'] } }, ['wrong-type at vmData']],
    [{ vmData: [], label: 5 }, ['wrong-type at label']],
    [{ vmData: [], profile: 'portabel' }, ['wrong-value at profile']],
    [{ vmData: [], limits: { entries: '5' } }, ['wrong-type at limits.entries']],
    [{ vmData: [], customParameters: { a: 5 } }, ['wrong-type at customParameters.a']],
    [{ vmData: [], customParameters: [['a']] }, ['wrong-length at customParameters[0]']],
    [{ vmData: [], customParameters: 'a=b' }, ['wrong-type at customParameters']],
    [JSON.parse('{"vmData":[],"customParameters":{"__proto__":5}}'), ['wrong-type at customParameters.__proto__']],
    [{ vmData: [], userData: 5 }, ['wrong-type at userData']],
    [{ vmData: [], nics: { mac: 'x' } }, ['wrong-type at nics']],
  ])('%j', (unknown, expected) => expect(refusals(unknown)).toEqual(expected));

  it.each([
    [['metadata', 'x'], ['wrong-length at vmData[1]']],
    [[], ['wrong-length at vmData[1]']],
    [['metadata', 'x', 'v', 'w'], ['wrong-length at vmData[1]']],
    [['metadata', 'x', 5], ['wrong-type at vmData[1][2]']],
    [['metadata', 'x', undefined], ['wrong-type at vmData[1][2]']],
    [['metadata', 'x', { toString: () => 'v' }], ['wrong-type at vmData[1][2]']],
    [['metadata', null, 'v'], ['wrong-type at vmData[1][1]']],
    [[5, 'x', 'v'], ['wrong-type at vmData[1][0]']],
    [
      [true, [], 0],
      ['wrong-type at vmData[1][0]', 'wrong-type at vmData[1][1]', 'wrong-type at vmData[1][2]'],
    ],
    [null, ['wrong-type at vmData[1]']],
    [{ length: 3, 0: 'metadata', 1: 'x', 2: 'v' }, ['wrong-type at vmData[1]']],
  ])('triple %j', (triple, expected) => expect(ofTriple(triple)).toEqual(expected));

  it.each([
    [{}, ['wrong-type at nics[0].mac']],
    [{ mac: null }, ['wrong-type at nics[0].mac']],
    [{ mac: '02:00:00:00:00:01', mtu: '1500' }, ['wrong-type at nics[0].mtu']],
    [{ mac: '02:00:00:00:00:01', mtu: Number.NaN }, ['wrong-type at nics[0].mtu']],
    [{ mac: '02:00:00:00:00:01', ipv4: 'dhcp6' }, ['wrong-type at nics[0].ipv4']],
    [{ mac: '02:00:00:00:00:01', ipv4: 'slaac' }, ['wrong-type at nics[0].ipv4']],
    [{ mac: '02:00:00:00:00:01', ipv6: [] }, ['wrong-type at nics[0].ipv6']],
    [{ mac: '02:00:00:00:00:01', services: 'Dhcp' }, ['wrong-type at nics[0].services']],
    [{ mac: '02:00:00:00:00:01', services: ['Dhcp', 'dns'] }, ['wrong-value at nics[0].services[1]']],
    [{ mac: '02:00:00:00:00:01', services: [5] }, ['wrong-value at nics[0].services[0]']],
    [{ mac: '02:00:00:00:00:01', ipv4: {} }, ['wrong-type at nics[0].ipv4.address']],
    [{ mac: '02:00:00:00:00:01', ipv4: { address: 5 } }, ['wrong-type at nics[0].ipv4.address']],
    [
      { mac: '02:00:00:00:00:01', ipv4: { address: '10.0.0.2/8', gatway: '10.0.0.1' } },
      ['unknown-key at nics[0].ipv4'],
    ],
    [
      { mac: '02:00:00:00:00:01', ipv4: { address: '10.0.0.2/8', routes: [{ network: '10.9.0.0/16' }] } },
      ['wrong-type at nics[0].ipv4.routes[0].gateway'],
    ],
    [{ mac: '02:00:00:00:00:01', ipv4: { address: '10.0.0.2/8', dns: '9.9.9.9' } }, ['wrong-type at nics[0].ipv4.dns']],
  ])('NIC %j', (nic, expected) => expect(ofNic(nic)).toEqual(expected));

  it('may be a bare list of triples', () => {
    const vmData = [['metadata', 'vm-id', 'x']];
    expect(textsOf(vmData)).toEqual(textsOf({ vmData }));
  });

  it('says what belongs there', () => {
    const messageOf = (unknown: unknown): string => {
      try {
        parseMachine(unknown);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    const nic = { mac: '02:00:00:00:00:01' };
    expect(messageOf({ vmData: [['metadata', 'x', 5]] })).toBe(
      'vmData[0][2]: must be a text or null: put this number in quotes',
    );
    expect(messageOf({ vmData: [['metadata', 'x']] })).toBe(
      'vmData[0]: must have three items: directory, name, content',
    );
    expect(messageOf({ vmData: [], nics: [{ ...nic, ipv4: 'dhcp6' }] })).toBe(
      'nics[0].ipv4: must be an object, "dhcp" or null',
    );
    expect(messageOf({ vmData: [], nics: [{ ...nic, ipv6: 5 }] })).toBe(
      'nics[0].ipv6: must be an object, "dhcp", "slaac" or null',
    );
    expect(messageOf({ vmData: [], profile: 'x' })).toBe('profile: must be "portable" or "cloudstack"');
    expect(messageOf({ vmData: [], userData: 5 })).toBe('userData: must be a text or bytes');
  });
});

describe('unknown keys', () => {
  const messagesOf = (unknown: unknown): readonly string[] => {
    try {
      parseMachine(unknown);
    } catch (error) {
      return error instanceof InvalidInputError ? error.issues.map(({ message }) => message) : [];
    }
    return [];
  };

  it.each([
    [{ vmData: [], nic: [] }, 'unknown key "nic"; did you mean "nics"?'],
    [{ vmData: [], user_data: 'x' }, 'unknown key "user_data"; did you mean "userData"?'],
    [{ vmData: [], userdata: 'x' }, 'unknown key "userdata"; did you mean "userData"?'],
    [{ vmData: [], id: 'x' }, 'unknown key "id"'],
    [{ vmData: [], nics: [{ macAddress: 'x' }] }, 'unknown key "macAddress"; did you mean "mac"?'],
    [
      { vmData: [], nics: [{ mac: 'x', ipv4: { address: 'x', gw: 'y' } }] },
      'unknown key "gw"; did you mean "gateway"?',
    ],
    [
      { vmData: [], nics: [{ mac: 'x', ipv4: { address: 'x', nameservers: [] } }] },
      'unknown key "nameservers"; did you mean "dns"?',
    ],
    [
      { vmData: [], nics: [{ mac: 'x', vlan: { id: 1, link: 'eth0', parent: 'eth0' } }] },
      'unknown key "parent"; did you mean "link"?',
    ],
    [{ vmData: [], zzzzzzzzzz: 1 }, 'unknown key "zzzzzzzzzz"'],
    [{ vmData: [], 'a\nb\u001b': 1 }, 'unknown key "a\\u000ab\\u001b"'],
    [{ vmData: [], ['k'.repeat(100)]: 1 }, `unknown key "${'k'.repeat(64)}…"`],
    [JSON.parse('{"vmData":[],"__proto__":{"polluted":1}}'), 'unknown key "__proto__"'],
    [{ vmData: [], constructor: 1 }, 'unknown key "constructor"'],
  ])('%#', (unknown, message) => {
    expect(messagesOf(unknown)).toEqual([message]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('may be $schema', () => expect(messagesOf({ $schema: './vm.schema.json', vmData: [VM_ID] })).toEqual([]));
});

describe('what throws when it is read', () => {
  const trap = (): never => {
    throw new Error('the secret is s3cret');
  };
  it.each([
    [
      'a member',
      {
        vmData: [],
        get label(): string {
          return trap();
        },
      },
    ],
    ['a triple', { vmData: [Object.defineProperty(['metadata', 'x', ''], 2, { get: trap })] }],
    ['the keys', new Proxy({ vmData: [] }, { ownKeys: trap, get: trap })],
    [
      'a revoked proxy',
      (() => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      })(),
    ],
  ])('is unreadable: %s', (_, unknown) => {
    expect(refusals(unknown)).toContain('input-unreadable at the input');
    expect(() => parseMachine(unknown)).not.toThrow(/s3cret/);
  });

  it('a nesting of 100,000 lists is only of the wrong type', () => {
    let nested: unknown = 'x';
    for (let depth = 0; depth < 100_000; depth++) nested = [nested];
    expect(refusals({ vmData: [['metadata', 'x', nested]] })).toEqual(['wrong-type at vmData[0][2]']);
  });
});

describe('everything wrong', () => {
  it('comes together, each at its own place, whatever is wrong with the shape', () => {
    expect(
      refusals({
        label: 'much too long a label',
        vmdata: 1,
        vmData: [
          ['metadata', 'x'],
          ['metadata', '../x', 'v'],
          ['userdata', 'user_data', '#cloud-config'],
          ['password', 'vm_password', 'a\nb'],
          ['metadata', 'public-keys', 'not a key'],
        ],
        nics: [{ mac: 5 }, { mac: '02:00:00:00:00:01', ipv4: { address: '10.0.0.2' } }],
        userDataFile: 'x',
      }),
    ).toEqual([
      'wrong-length at vmData[0]',
      'wrong-type at nics[0].mac',
      'unknown-key at the input',
      'label-invalid at label',
      'name-unsafe at vmData[1][1]',
      'user-data-not-base64 at vmData[2][2]',
      'user-data-file-unresolved at userDataFile',
      'password-unsafe at vmData[3][2]',
      'public-key-invalid at vmData[4][2]',
      'prefix-invalid at nics[1].ipv4.address',
    ]);
  });

  it('is judged under the profile of the options', () => {
    const vmData = [['metadata', 'a', 'v'], ['metadata', 'a', 'w'], VM_ID];
    expect(refusals({ vmData })).toEqual(['duplicate-triple at vmData[1]']);
    expect(refusals({ vmData, profile: 'cloudstack' })).toEqual([]);
    expect(refusalsOf(() => parseMachine({ vmData }, { profile: 'cloudstack' }))).toEqual([]);
  });
});

it('leaves what it was given as it was, and a name in the options stands where the input has none', () => {
  const input = {
    instanceName: 'i-2-10-VM',
    label: 'config-2',
    guestOs: 'Windows',
    vmData: [
      ['metadata', 'vm-id', 'x'],
      ['metadata', 'public-hostname', null],
    ],
    nics: [{ mac: '02-00-4C-5E-00-05', ipv4: { address: '10.1.1.5/24', gateway: null }, ipv6: 'slaac' }],
    userData: Uint8Array.of(1, 2),
    limits: { entries: 50 },
    sshPwauth: true,
  };
  const before = structuredClone(input);
  const { instanceName, label, guestOs, tree, limits } = parseMachine(input, { defaultInstanceName: 'i-9-99-VM' });
  expect({ instanceName, label, guestOs, tree }).toEqual({
    instanceName: 'i-2-10-VM',
    label: 'config-2',
    guestOs: 'Windows',
    tree: 'cloudstack',
  });
  expect(limits).toEqual({ ...defaultLimits, entries: 50 });
  expect(input).toEqual(before);
  expect(parseMachine({ vmData: [] }, { defaultInstanceName: 'i-9-99-VM' }).instanceName).toBe('i-9-99-VM');
});

it('is not changed by what becomes of the bytes that it was given', () => {
  const userData = Uint8Array.of(65, 66);
  const machine = parseMachine({ vmData: [VM_ID], userData });
  userData.fill(0);
  expect(fileOf(planConfigDrive(machine, { timestamp: TIMESTAMP }), 'openstack/latest/user_data')).toBe('AB');
});

it('orders the names of an object of parameters, whose order is nobody’s intention', () => {
  const given = { vmData: [VM_ID], customParameters: { b: '2', a: '1' } };
  const pairs = {
    vmData: [VM_ID],
    customParameters: [
      ['a', '1'],
      ['b', '2'],
    ],
  };
  expect(textsOf(given)).toEqual(textsOf(pairs));
});
