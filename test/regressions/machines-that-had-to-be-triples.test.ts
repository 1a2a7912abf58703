/**
 * `vmData` was demanded of a machine all of whose data were in other members, keys were a list here and a text there, and a name of
 * metadata with a slip in it passed for one of the user's own.
 */
import { writeFileSync } from 'node:fs';
import {
  buildConfigDrive,
  type DriveInput,
  explain,
  memoryBackend,
  openStore,
  parseMachine,
  readConfigDriveSync,
  vmDataFrom,
  withPublicKeys,
} from 'configdrive';
import { describe, expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';

const timestamp = new Date('2026-03-01T12:00:00Z');
const KEYS = [
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd one',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZe two',
];
const machine: DriveInput = {
  instanceName: 'i-2-10-VM',
  nics: [{ mac: '02:00:4c:5e:00:05', ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1' } }],
  userData: '#!/bin/sh\n',
  publicKeys: KEYS,
};

const seenOn = (image: Uint8Array) => explain(readConfigDriveSync(image), { guests: ['cloud-init'] })[0];
const expected = {
  verdict: 'taken',
  view: {
    keys: [expect.objectContaining({ byteLength: 84 }), expect.objectContaining({ byteLength: 84 })],
    userData: expect.objectContaining({ byteLength: 10 }),
  },
};

describe('in the library', () => {
  it('a machine of name, NICs, user data and keys alone builds a drive, which is that of the triples', () => {
    const { bytes } = buildConfigDrive(machine, { timestamp });
    expect(seenOn(bytes)).toMatchObject(expected);
    const { publicKeys: _, ...others } = machine;
    const vmData = [['metadata', 'public-keys', KEYS.join('\n')]] as const;
    expect(Buffer.compare(buildConfigDrive({ ...others, vmData }, { timestamp }).bytes, bytes)).toBe(0);
  });

  it.each(['openstack', 'nocloud'] as const)('also in the tree %s', (tree) => {
    const { bytes } = buildConfigDrive(machine, { timestamp, tree });
    const guests = [tree === 'nocloud' ? 'cloud-init-nocloud' : 'cloud-init'] as const;
    expect(explain(readConfigDriveSync(bytes), { guests })[0]).toMatchObject(expected);
  });

  it('an input without any data is refused all the same', () => {
    expect(() => parseMachine({ instanceName: 'i-2-10-VM', label: 'config-2' })).toThrow(
      expect.objectContaining({ code: 'wrong-type', issues: [expect.objectContaining({ place: ['vmData'] })] }),
    );
  });

  it('keys are a list or a text wherever they are taken', async () => {
    const forms = [KEYS, KEYS.join('\n')] as const;
    const images = forms.map((publicKeys) => buildConfigDrive({ ...machine, publicKeys }, { timestamp }).bytes);
    expect(Buffer.compare(images[0] ?? Buffer.of(), images[1] ?? Buffer.of(1))).toBe(0);
    const [list, text] = forms.map((publicKeys) => vmDataFrom({ instanceName: 'i', hostname: 'web', publicKeys }));
    expect(list).toEqual(text);
    const { drive } = buildConfigDrive([['metadata', 'vm-id', 'x']], { timestamp });
    const changed = forms.map((keys) => withPublicKeys(drive, keys, { timestamp }).entries.map(({ path }) => path));
    expect(changed[0]).toEqual(changed[1]);
    const store = openStore({ secondary: memoryBackend(), now: () => timestamp });
    await store.create('i-2-10-VM', [['metadata', 'vm-id', 'x']]);
    expect(await store.setPublicKeys('i-2-10-VM', KEYS)).toMatchObject({ isChanged: true });
    expect(await store.setPublicKeys('i-2-10-VM', KEYS.join('\n'))).toMatchObject({ isChanged: false });
  });

  it('keys of both kinds are one, or refused', () => {
    const twice = (content: string) => () =>
      parseMachine({ instanceName: 'i', publicKeys: KEYS, vmData: [['metadata', 'public-keys', content]] });
    expect(twice(KEYS.join('\n'))().issues).toMatchObject([{ code: 'duplicate-dropped', place: ['publicKeys'] }]);
    expect(twice(KEYS[0] ?? '')).toThrow(expect.objectContaining({ code: 'duplicate-triple' }));
  });

  it('a key that is none is told at its member', () => {
    expect(() => parseMachine({ instanceName: 'i', publicKeys: [KEYS[0] ?? '', 'nonsense'] })).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ place: ['publicKeys'] })] }),
    );
  });
});

describe('at the terminal', () => {
  const { here, run } = useCaseDirectory();

  it('a machine of name, NICs, user data and keys alone builds a drive', () => {
    writeFileSync(
      here('vm.yaml'),
      `instanceName: i-2-10-VM\npublicKeys:\n  - ${KEYS[0]}\n  - ${KEYS[1]}\nuserData: |\n  #!/bin/sh\nnics:\n  - mac: 02:00:4c:5e:00:05\n`,
    );
    const { bytes, status, stderr } = run(['build', 'vm.yaml', '-o', '-', '--strict']);
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
    expect(seenOn(bytes)).toMatchObject(expected);
  });

  it('a key that is none is told with its line', () => {
    writeFileSync(here('vm.yaml'), 'instanceName: i\npublicKeys:\n  - nonsense\n');
    expect(run(['build', 'vm.yaml', '--check'])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^error\[public-key-invalid\] vm\.yaml:[23] publicKeys: /m),
    });
  });

  it('a name of metadata with a slip in it is told with its line and the name that was meant', () => {
    writeFileSync(here('vm.yaml'), 'vmData:\n  - [metadata, vm-id, a]\n  - [metadata, local-hostame, web]\n');
    expect(run(['build', 'vm.yaml', '--check', '--strict'])).toMatchObject({
      status: 0,
      stderr: expect.stringContaining(
        'notice[metadata-name-near] vm.yaml:3 vmData[1][1]: a name of your own; did you mean "local-hostname"?',
      ),
    });
  });
});
