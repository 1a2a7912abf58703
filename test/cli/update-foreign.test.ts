/** What libarchive sees after `configdrive update`: exactly the expected files are different, on our drives and CloudStack's. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { makeWithGenisoimage } from '../support/makers.ts';
import { extractWithBsdtar, listWithBsdtar } from '../support/readers/bsdtar.ts';
import type { SeenEntry } from '../support/seen.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { CANARIES, configdrive, vm } from './command.ts';

const LATER = '1782864000'; // 2026-07-01T00:00:00Z
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH me@example';
const FOREIGN_FILE = 'cloudstack/metadata/of-somebody.bin';

interface Case {
  readonly what: string;
  readonly args: readonly string[];
  readonly input?: string;
  /** Paths whose contents are others, are new, or (with `-`) are gone. */
  readonly different: readonly string[];
}

const password = [
  'vm-password-md5checksum.txt',
  'vm_password.txt',
  'vm_password_md5checksum',
  'vm_password_md5checksum.txt',
];
const passwordFiles = password.map((name) => `cloudstack/password/${name}`);
const vendorData = 'openstack/latest/vendor_data.json';

const cases: readonly Case[] = [
  {
    what: 'a new password',
    args: ['--password-stdin'],
    input: `${CANARIES[0]}-2\n`,
    different: [...passwordFiles, vendorData],
  },
  {
    what: 'no password',
    args: ['--without-password'],
    different: [...passwordFiles.map((path) => `-${path}`), vendorData],
  },
  {
    what: 'new user data',
    args: ['--user-data', '-'],
    input: `#cloud-config\n# ${CANARIES[1]}-2\n`,
    different: [
      'cloudstack/user_data/user_data.txt',
      'cloudstack/userdata/user_data.txt',
      'openstack/latest/user_data',
    ],
  },
  {
    what: 'new keys',
    args: ['--public-keys', '-'],
    input: `${KEY}\n`,
    different: [
      'cloudstack/metadata/public-keys.txt',
      'cloudstack/metadata/public_keys.txt',
      'openstack/latest/meta_data.json',
    ],
  },
  {
    what: 'another network',
    args: ['--nics', '-'],
    input: JSON.stringify([{ mac: '02:00:4c:5e:00:06', ipv4: 'dhcp' }]),
    different: ['openstack/latest/network_data.json'],
  },
];

withForeign(['bsdtar', 'genisoimage'], 'what libarchive sees after an update', () => {
  const path = useTemporaryDirectory();
  let count = 0;
  let directory = '';

  beforeEach(() => {
    directory = path(`case-${count++}`);
    mkdirSync(directory);
  });
  const drive = (): string => join(directory, 'drive.iso');

  function makeOurs(): void {
    const build = ['build', '-', '-o', drive()];
    expect(configdrive(build, { input: JSON.stringify(vm) }).status).toBe(0);
  }

  /** The same tree, and a file that nobody knows, mastered by CloudStack's command. */
  function makeWithTheirs(): void {
    makeOurs();
    const tree = join(directory, 'tree');
    mkdirSync(tree);
    extractWithBsdtar(drive(), tree);
    writeFileSync(join(tree, FOREIGN_FILE), Buffer.from([0, 0xff, 13, 10]));
    makeWithGenisoimage(tree, drive(), 'config-2');
  }

  describe.each([
    ['our own drive', makeOurs],
    ['a drive made by genisoimage', makeWithTheirs],
  ])('of %s', (_whose, make) => {
    it.each(cases)('with $what: these files and no other', ({ args, input = '', different }) => {
      make();
      const before = listWithBsdtar(drive(), 'rockRidge');
      const result = configdrive(['update', drive(), ...args], { input, env: { SOURCE_DATE_EPOCH: LATER } });
      expect(result.status, result.stderr).toBe(0);
      const after = listWithBsdtar(drive(), 'rockRidge');
      expect(differences(before, after)).toEqual([...different].sort());
      expect(differences(before, listWithBsdtar(drive(), 'joliet'))).toEqual([...different].sort());
      expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([]);
    });
  });
});

/** By path and content; `-` before a path that is gone. */
function differences(before: readonly SeenEntry[], after: readonly SeenEntry[]): readonly string[] {
  const old = contentsOf(before);
  const renewed = contentsOf(after);
  const others = [...renewed].filter(([path, content]) => old.get(path) !== content).map(([path]) => path);
  const gone = [...old.keys()].filter((path) => !renewed.has(path)).map((path) => `-${path}`);
  return [...others, ...gone].sort();
}

/** By path: the hash of a file, the type of everything else. */
const contentsOf = (entries: readonly SeenEntry[]): ReadonlyMap<string, string> =>
  new Map(entries.map(({ path, type, sha256 }) => [path, sha256 ?? type]));
