/** Where a command that writes says "error", nothing was written, and the exit code is not 0: all commands, inputs, options. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../packages/cli/src/commands/index.ts';
import { leavesOf } from '../../packages/cli/src/framework/command.ts';
import { useCaseDirectory } from './case-directory.ts';
import { vm } from './command.ts';

const NAME = vm.instanceName;
const KEYS = [
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd a',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHzs2CzXRE9w5nTzPpzEzBfbY8MFUDVtjZP4aRgbTDyv b',
].join('\n');
const BROKEN = '#cloud-config\n\t- a\n';
const ID = ['metadata', 'vm-id', 'u'];

/** A kind of finding → an input that has it. */
const inputs: Readonly<Record<string, object>> = {
  nothing: { vmData: [ID] },
  'an error of a guest': { vmData: [ID], userData: BROKEN },
  'a warning of a guest': { vmData: [ID, ['metadata', 'public-keys', KEYS]] },
  'a refusal that may be allowed': { vmData: [['metadata', 'vmid', 'a']] },
  'a refusal that may be allowed, of the network': {
    vmData: [ID],
    nics: [{ mac: '02:00:4c:5e:00:05', ipv4: { address: '10.1.1.5/24', gateway: '10.9.1.1' } }],
  },
  'a refusal that may be allowed, of the password': { vmData: [ID, ['password', 'vm_password', ' n3w']] },
  'a refusal that may be allowed, of the length of the password': {
    vmData: [ID, ['password', 'vm_password', 'x'.repeat(256)]],
  },
  'a refusal that may be allowed, of a key': { vmData: [ID, ['metadata', 'public-keys', 'no key']] },
  'a refusal that may not': { vmData: [ID], nics: [{ mac: 'x' }] },
  'what CloudStack’s way costs': { vmData: [ID, ['password', 'vm_password', 'a"b']], profile: 'cloudstack' },
  'an identity that CloudStack would not write': { vmData: [], instanceName: NAME, profile: 'cloudstack' },
};

/** Options of all commands, and what they mean beside one another. */
const optionSets: readonly (readonly string[])[] = [
  [],
  ['--json'],
  ['--strict', '--json'],
  ['--no-guest-check'],
  ['--allow', 'uuid-missing', '--allow', 'gateway-outside-network', '--strict'],
];

/** For what is wrong with a password or a key. */
const allowingSets: readonly (readonly string[])[] = [
  ['--json'],
  ['password-unsafe', 'password-too-long', 'public-key-invalid'].flatMap((code) => ['--allow', code]),
];
const isOfPasswordOrKey = (kind: string): boolean => /of (?:the password|the length of the password|a key)$/.test(kind);

const { here, run } = useCaseDirectory({ CONFIGDRIVE_SECONDARY: 's', CONFIGDRIVE_PRIMARY: 'p' });

/** A command that makes a drive of vm.json, or changes one that is there. */
const making: Readonly<Record<string, readonly string[]>> = {
  build: ['build', 'vm.json', '-o', 'new.iso'],
  batch: ['batch', 'vms.ndjson', '-d', 'drives', '-j', '1'],
  'store create': ['store', 'create', NAME, 'vm.json'],
};
const changing: Readonly<Record<string, readonly string[]>> = {
  update: ['update', 'old.iso', '--user-data', 'user.yaml'],
  'store set-user-data': ['store', 'set-user-data', NAME, 'user.yaml'],
  'store set-public-keys': ['store', 'set-public-keys', NAME, 'keys'],
  'store set-password': ['store', 'set-password', NAME],
  'store remove-password': ['store', 'remove-password', NAME],
  'store migrate': ['store', 'migrate', NAME, '--to', 'primary', '--host-name', 'kvm2'],
};

/** What is on the disk: names and hashes; the journal of a batch is no drive. */
const onDisk = (): string =>
  readdirSync(here(), { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(here(name)).isFile() && !name.endsWith('.journal'))
    .sort()
    .map(
      (name) =>
        `${name} ${createHash('sha256')
          .update(readFileSync(here(name)))
          .digest('hex')}`,
    )
    .join('\n');

/** Runs a command, and holds what this file is about. @returns whether it said an error */
function holds(args: readonly string[], input = 'n3w'): boolean {
  const before = onDisk();
  const { status, stdout, stderr } = run(args, { input });
  const saysError = /^(?:.*: )?error[[:]/m.test(stderr) || /"severity":\s*"error"/.test(stdout);
  expect([args.join(' '), saysError ? status !== 0 : status]).toEqual([args.join(' '), saysError ? true : 0]);
  if (status !== 0) expect([args.join(' '), onDisk()]).toEqual([args.join(' '), before]);
  return saysError;
}

beforeEach(() => {
  for (const root of ['s', 'p']) mkdirSync(here(root));
  writeFileSync(here('user.yaml'), BROKEN);
  writeFileSync(here('keys'), KEYS);
});

it('every command that writes a drive is here', () => {
  const asking = commands.flatMap((command) =>
    leavesOf(command).flatMap((leaf) =>
      'noGuestCheck' in leaf.options ? [command === leaf ? leaf.name : `${command.name} ${leaf.name}`] : [],
    ),
  );
  expect(asking.sort()).toEqual([...Object.keys(making), ...Object.keys(changing)].sort());
});

describe.each(Object.entries(inputs))('an input with %s', (kind, input) => {
  it.each(Object.entries(making))('%s says error only where it writes nothing', (command, args) => {
    const named = command === 'build' ? input : { instanceName: NAME, ...input };
    writeFileSync(here('vm.json'), JSON.stringify(input));
    writeFileSync(here('vms.ndjson'), `${JSON.stringify(named)}\n`);
    const said = (isOfPasswordOrKey(kind) ? allowingSets : optionSets).map((options) => {
      const force = command === 'store create' ? [] : ['--force'];
      return holds([...args, ...force, ...options]);
    });
    if (kind === 'nothing' || kind === 'a warning of a guest') expect(said).toEqual(said.map(() => false));
    if (kind === 'an error of a guest') expect(said).toEqual([false, false, true, false, true]);
    if (kind === 'a refusal that may not') expect(said).toEqual(said.map(() => true));
    if (kind === 'a refusal that may be allowed, of the network') expect(said.at(3)).toBe(true);
    if (isOfPasswordOrKey(kind)) expect(said).toEqual([true, false]);
  });
});

it.each(Object.entries(changing))('%s says error only where it writes nothing', (command, args) => {
  writeFileSync(here('vm.json'), JSON.stringify({ ...inputs['a warning of a guest'], instanceName: NAME }));
  const said = optionSets.map((options, index) => {
    const fresh =
      command === 'update' ? ['build', 'vm.json', '-o', 'old.iso', '-f'] : ['store', 'create', NAME, 'vm.json'];
    expect(run(fresh).status).toBe(0);
    const password = command === 'update' && index === 1 ? ['--without-password'] : [];
    return holds([...args, ...password, ...options]);
  });
  const isUserData = command === 'update' || command === 'store set-user-data';
  expect(said).toEqual(isUserData ? [false, false, true, false, true] : said.map(() => false));
});

/** A byte that is another one, and how the change of such an image is told. */
const damages: readonly (readonly [what: string, offset: number, told: RegExp])[] = [
  ['the system identifier', 16 * 2048 + 8, /^warning\[drive-text-altered\]/m],
  ['the signature of the Joliet descriptor', 17 * 2048 + 1, /^warning\[terminator-missing\]/m],
  ['the place of the Joliet root', 17 * 2048 + 157, /^warning\[tree-outside-image\]/m],
  ['the signature of the volume', 16 * 2048 + 1, /^error\[not-an-iso-image\]/m],
];

it.each(damages)('an image damaged in %s is changed with a warning, or not at all', (_, offset, told) => {
  const vmData = [ID, ['password', 'vm_password', 'n3w']];
  writeFileSync(here('vm.json'), JSON.stringify({ instanceName: NAME, vmData }));
  expect(run(['build', 'vm.json', '-o', 'old.iso']).status).toBe(0);
  const bytes = readFileSync(here('old.iso'));
  bytes.writeUInt8(bytes.readUInt8(offset) ^ 0xff, offset);
  for (const options of [[], ['--json'], ['--strict', '--json'], ['--no-guest-check']]) {
    writeFileSync(here('old.iso'), bytes);
    const saysError = holds(['update', 'old.iso', '--without-password', ...options]);
    expect([options, saysError]).toEqual([options, told.source.startsWith('^error')]);
  }
  writeFileSync(here('old.iso'), bytes);
  expect(run(['update', 'old.iso', '--without-password']).stderr).toMatch(told);
});
