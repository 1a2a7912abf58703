/**
 * Of images whose Joliet tree is another one than that of Rock Ridge, `explain` told Windows what Linux sees, `inspect` and
 * `verify` said nothing of other names, and `update` dropped what only Joliet shows, or showed there what was hidden.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  buildConfigDrive,
  DriveContent,
  diffDrives,
  layOutConfigDrive,
  readConfigDrive,
  readConfigDriveSync,
  withUserData,
} from '@configdrive/core';
import { explain, type GuestName } from '@configdrive/guests';
import type { Entry } from 'iso9660-format';
import { compareTrees, openImage, openImageSync, type TreeItem, treeIssuesOf, verifyImageSync } from 'iso9660-reader';
import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { CANARIES, configdrive } from '../cli/command.ts';
import { SAMPLE, TIMESTAMP } from '../drive/sample.ts';
import { withForeign } from '../support/foreign.ts';
import { makeWithGenisoimage, makeWithXorriso } from '../support/makers.ts';
import { growsAsItsText, stepsOf } from '../support/steps/steps.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
const options = { timestamp: TIMESTAMP };
const USER_DATA = 'openstack/latest/user_data';
const ONLY_WINDOWS = CANARIES[1];

const built = buildConfigDrive(SAMPLE, options).drive;

/** An image of the sample, with more in it. */
const imageOf = (...more: readonly Entry[]): Buffer =>
  Buffer.from(toBytes(layOutConfigDrive({ ...built, entries: [...built.entries, ...more] })));

const DIRECTORY = 2;

/** Where the Joliet record of a file of this name begins; there is one. */
function jolietRecord(image: Buffer, name: string): number {
  const identifier = Buffer.from(name, 'utf16le').swap16();
  for (let at = image.indexOf(identifier); at !== -1; at = image.indexOf(identifier, at + 1)) {
    const isFile = (image[at - 8]! & DIRECTORY) === 0;
    if (image[at - 1] === identifier.byteLength && isFile) return at - 33;
  }
  throw new Error(`no Joliet record is called ${name}`);
}

/** Block and length of what a Joliet record points to, in both orders of bytes. */
const PLACE = [2, 18] as const;

/** Windows finds in one file what another one has. */
function withOtherContent(): Buffer {
  const image = imageOf({
    path: 'other',
    content: `#!/bin/sh\n# ${ONLY_WINDOWS}${'x'.repeat(3000)}\n`,
    only: 'joliet',
  });
  const [to, from] = [jolietRecord(image, 'user_data'), jolietRecord(image, 'other')];
  image.copy(image, to + PLACE[0], from + PLACE[0], from + PLACE[1]);
  return image;
}

/** Windows knows a file by another name. */
function withOtherName(): Buffer {
  const image = imageOf();
  Buffer.from('user_xxxx', 'utf16le')
    .swap16()
    .copy(image, jolietRecord(image, 'user_data') + 33);
  return image;
}

const asSeen = (image: Uint8Array, guest: GuestName) => explain(readConfigDriveSync(image), { guests: [guest] })[0];

const userDataOf = (image: Uint8Array, guest: GuestName): number | undefined =>
  asSeen(image, guest)?.view.userData?.byteLength;

const told = (issues: readonly { readonly code: string; readonly message: string }[]): string =>
  issues
    .filter(({ code }) => code.includes('tree'))
    .map(({ code, message }) => `${code} ${message}`)
    .join('\n');

describe('another content in Joliet', () => {
  const image = withOtherContent();

  it('is what Windows sees of it, and Linux and FreeBSD see their own', () => {
    const own = userDataOf(imageOf(), 'cloud-init');
    expect(userDataOf(imageOf(), 'cloudbase-init')).toBe(own);
    expect(userDataOf(image, 'cloud-init')).toBe(own);
    expect(userDataOf(image, 'freebsd-nuageinit')).toBe(own);
    expect(userDataOf(image, 'cloudbase-init')).toBeGreaterThan(3000);
  });

  it('is told by everything that looks at the image, with its path and without a content', async () => {
    for (const issues of [
      readConfigDriveSync(image).issues,
      (await readConfigDrive(new Blob([image]))).issues,
      treeIssuesOf(openImageSync(image)),
      await treeIssuesOf(await openImage(image)),
      verifyImageSync(image),
    ]) {
      expect(told(issues)).toMatch(/differ/);
      expect(JSON.stringify(issues)).toContain(USER_DATA);
      expect(JSON.stringify(issues)).not.toContain(ONLY_WINDOWS);
    }
  });

  it('is told at the terminal, and gone after an update', () => {
    writeFileSync(path('content.iso'), image);
    writeFileSync(path('data'), '#!/bin/sh\ntrue\n');
    for (const words of [['explain'], ['inspect'], ['verify'], ['update', '--user-data', path('data')]]) {
      const [name = '', ...more] = words;
      const { stdout, stderr } = configdrive([name, path('content.iso'), ...more]);
      expect(stdout + stderr, name).toMatch(/tree/);
      expect(stdout + stderr, name).toContain('user_data');
    }
    const after = readFileSync(path('content.iso'));
    expect(readConfigDriveSync(after).trees).toBeUndefined();
    expect(userDataOf(after, 'cloudbase-init')).toBe(15);
    expect(configdrive(['inspect', path('content.iso')]).stderr).not.toContain('tree');
  });

  it('is a difference between two drives that are one to Linux', () => {
    writeFileSync(path('own.iso'), imageOf());
    writeFileSync(path('windows.iso'), image);
    const { status, stdout } = configdrive(['diff', path('own.iso'), path('windows.iso')]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/\n {2}added {4}other \(to Windows: \d+ bytes\)\n/);
    expect(stdout).toMatch(/\n {2}changed {2}openstack\/latest\/user_data \(to Windows: \d+ to 3\d{3} bytes\)\n/);
    expect(stdout).not.toContain(ONLY_WINDOWS);
    const { windows, isSame } = JSON.parse(
      configdrive(['diff', '--json', path('windows.iso'), path('own.iso')]).stdout,
    );
    expect(isSame).toBe(false);
    expect(windows.removed).toEqual([expect.objectContaining({ path: 'other', kind: 'file' })]);
    expect(windows.changed).toContainEqual(expect.objectContaining({ path: USER_DATA, content: 'changed' }));
    expect(configdrive(['diff', path('windows.iso'), path('windows.iso')])).toMatchObject({ status: 0 });
  });

  it('of the same bytes elsewhere is no difference', () => {
    const text = '#!/bin/sh\ntrue\n';
    const twice = imageOf({ path: 'zone', content: text }, { path: 'else', content: text, only: 'joliet' });
    const [to, from] = [jolietRecord(twice, 'zone'), jolietRecord(twice, 'else')];
    twice.copy(twice, to + PLACE[0], from + PLACE[0], from + PLACE[1]);
    expect(told(readConfigDriveSync(twice).issues)).not.toContain('zone');
    expect(told(readConfigDriveSync(twice).issues)).toContain('only Joliet');
  });
});

describe('another name in Joliet', () => {
  const image = withOtherName();

  it('hides the file from Windows alone', () => {
    expect(userDataOf(image, 'cloud-init')).toBeGreaterThan(0);
    expect(userDataOf(image, 'cloudbase-init')).toBeUndefined();
  });

  it('is told with both names, by verify too', () => {
    expect(told(verifyImageSync(image))).toMatch(/tree-name-differs .*user_data.*user_xxxx/);
    expect(told(readConfigDriveSync(image).issues)).toMatch(/user_xxxx.*a drive made anew/);
  });

  it('is none where Joliet cannot hold the name', () => {
    const long = `${'n'.repeat(70)}.txt`;
    const cut = { ...built.profile, overlongJolietNames: 'cut' } as const;
    const entries: readonly Entry[] = [
      ...built.entries,
      { path: `d:${long}/file`, content: 'x' },
      { path: long, content: 'y' },
      { path: 'empty?', content: '' },
    ];
    const image = toBytes(layOutConfigDrive({ ...built, profile: cut, entries }));
    const drive = readConfigDriveSync(image);
    expect(told(drive.issues)).toBe('');
    expect(told(verifyImageSync(image))).toBe('');
    // Windows sees it cut all the same.
    expect(drive.trees?.map(({ namespace }) => namespace)).toEqual(['rockRidge', 'joliet']);
  });
});

withForeign(['genisoimage', 'xorriso'], 'files that only one of the trees has', () => {
  const tree = path.bind(undefined, 'tree');
  const write = (): string => {
    for (const { path: name, content } of built.entries) {
      if (!(content instanceof DriveContent)) continue;
      mkdirSync(dirname(join(tree(), name)), { recursive: true });
      writeFileSync(join(tree(), name), content.bytes());
    }
    return tree();
  };

  it.each([
    ['genisoimage', makeWithGenisoimage],
    ['xorriso', makeWithXorriso],
  ])('%s hides from Windows: cloudbase-init does not see them, and an update shows them there', (name, make) => {
    const image = path(`${name}-joliet.iso`);
    make(write(), image, 'config-2', ['-hide-joliet', 'user_data']);
    const bytes = readFileSync(image);
    expect(userDataOf(bytes, 'cloud-init')).toBeGreaterThan(0);
    expect(userDataOf(bytes, 'cloudbase-init')).toBeUndefined();
    expect(told(readConfigDriveSync(bytes).issues)).toMatch(
      /Joliet.*does not have it; a drive made anew shows it there/,
    );
    const changed = withUserData(readConfigDriveSync(bytes), '#!/bin/sh\n', options);
    expect(userDataOf(toBytes(layOutConfigDrive(changed)), 'cloudbase-init')).toBe(10);
  });

  it('genisoimage hides from Linux: cloud-init does not see them, and an update drops them', () => {
    const image = path('hidden.iso');
    makeWithGenisoimage(write(), image, 'config-2', ['-hide', 'user_data']);
    const bytes = readFileSync(image);
    expect(userDataOf(bytes, 'cloud-init')).toBeUndefined();
    expect(userDataOf(bytes, 'cloudbase-init')).toBeGreaterThan(0);
    const drive = readConfigDriveSync(bytes);
    expect(told(drive.issues)).toMatch(/only Joliet.*has it; a drive made anew does not/);
    expect(diffDrives(drive, readConfigDriveSync(toBytes(layOutConfigDrive(drive)))).isSame).toBe(true);
    expect(configdrive(['update', image, '--without-password', '-o', path('new.iso')]).stderr).toContain(
      'drive-trees-differ',
    );
  });

  it('an image without Joliet has plain names for Windows', () => {
    const image = path('plain.iso');
    makeWithGenisoimage(write(), image, 'config-2', ['-hide-joliet', '*']);
    expect(openImageSync(readFileSync(image)).namespaces).toContain('joliet');
    const entries = built.entries.flatMap(({ path: name, content }) =>
      content === undefined ? [] : [{ path: name, content }],
    );
    const bytes = toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', ...options, joliet: false }));
    expect(readConfigDriveSync(bytes).trees?.map(({ namespace }) => namespace)).toEqual(['rockRidge', 'plain']);
    expect(told(readConfigDriveSync(bytes).issues)).toBe('');
  });
});

describe('the comparison of two trees', () => {
  const file = (name: string, extent: unknown): TreeItem => ({ path: name, kind: 'file', extent });
  const kindsOf = (rockRidge: readonly TreeItem[], joliet: readonly TreeItem[]) =>
    compareTrees(rockRidge, joliet).differences.map(
      ({ kind, rockRidge: one, joliet: other }) => `${kind} ${one?.path ?? '-'} ${other?.path ?? '-'}`,
    );

  it('pairs names of one extent one by one', () => {
    expect(kindsOf([file('a', 1), file('b', 1), file('c', 2)], [file('a', 1), file('x', 1), file('y', 1)])).toEqual([
      'name b x',
      'only-rock-ridge c -',
      'only-joliet - y',
    ]);
  });

  it('has a file and a directory of one path for different, and specials for none of Joliet', () => {
    const directory: TreeItem = { path: 'a', kind: 'directory', extent: undefined };
    const link: TreeItem = { path: 'l', kind: 'other', extent: undefined };
    expect(kindsOf([file('a', 1), link], [directory])).toEqual(['content a a']);
    expect(compareTrees([link], []).areAlike).toBe(true);
    expect(compareTrees([link], [file('l', undefined)])).toEqual({ differences: [], areAlike: false });
  });

  it('takes as many steps as there are names', async () => {
    const steps = await stepsOf(join(import.meta.dirname, 'trees-taken-for-the-drive.counted.ts'));
    expect(steps.size).toBe(5);
    for (const [name, counts] of steps) expect(growsAsItsText(counts), name).toBe(true);
  });

  it('lists at most twenty paths of a drive', () => {
    const image = imageOf(
      ...Array.from({ length: 100 }, (_, index) => ({
        path: `w${index}`,
        content: `${index}`,
        only: 'joliet' as const,
      })),
    );
    const issues = readConfigDriveSync(image).issues.filter(({ code }) => code === 'drive-trees-differ');
    expect(issues).toHaveLength(21);
    expect(issues.at(-1)?.message).toMatch(/^80 more/);
  });
});
