/** A drive was written into a private directory below one that everyone may write to, where anyone may put another in its place. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { directoryBackend, extractImage, writeImageFile } from '@configdrive/files';
import type { Issue } from '@configdrive/issues';
import { layOutImage, toBytes } from 'iso9660-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configdrive, vm } from '../cli/command.ts';
import { someBytes, storageErrorOf } from '../storage/images.ts';
import { makeTemporaryDirectory, removeTree } from '../support/temporary.ts';

let root = '';
let inner = '';
beforeEach(() => {
  root = makeTemporaryDirectory();
  inner = join(root, 'shared/private/deep');
  mkdirSync(inner, { recursive: true, mode: 0o700 });
});
afterEach(() => removeTree(root));

const write = (directory = inner, options = {}): Promise<unknown> =>
  writeImageFile(join(directory, 'a.iso'), someBytes(10), options);
const shared = (): string => join(root, 'shared');
const isRoot = process.getuid?.() === 0;

describe.runIf(process.platform === 'linux')('a directory on the way to a drive', () => {
  it('that everyone may write to is named and refused', async () => {
    chmodSync(shared(), 0o777);
    const error = await storageErrorOf(write);
    expect(error).toMatchObject({ code: 'directory-shared', step: 'open-directory' });
    expect(error.message).toContain(`it is: ${shared()}`);
    expect(await storageErrorOf(() => directoryBackend(inner).replace('a.iso', () => someBytes(1)))).toMatchObject({
      code: 'directory-shared',
    });
    await write(inner, { allowSharedDirectory: true });
  });

  it('is taken with a sticky bit', async () => {
    chmodSync(shared(), 0o1777);
    await write();
  });

  it.runIf(isRoot)('of another account is refused, of root it is not', async () => {
    chownSync(shared(), 65_534, 0);
    const error = await storageErrorOf(write);
    expect(error.code).toBe('directory-foreign');
    expect(error.message).toContain(shared());
    chownSync(shared(), 0, 0);
    await write();
  });

  it('that a group may write to is told', async () => {
    const issues: Issue[] = [];
    const onIssue = (issue: Issue): void => void issues.push(issue);
    chmodSync(shared(), 0o770);
    await write(inner, { onIssue });
    expect(issues).toEqual([
      expect.objectContaining({ code: 'directory-group-writable', severity: 'notice', place: [shared()] }),
    ]);
  });

  it('that holds a link which leads there is looked at, too', async () => {
    const links = join(root, 'links');
    mkdirSync(links);
    symlinkSync(inner, join(links, 'here'));
    await write(join(links, 'here'));
    chmodSync(links, 0o777);
    expect(await storageErrorOf(() => write(join(links, 'here')))).toMatchObject({ code: 'directory-shared' });
  });

  it('is looked at by every command that writes, which says which it is', () => {
    chmodSync(shared(), 0o777);
    const input = JSON.stringify(vm);
    const built = join(root, 'built.iso');
    expect(configdrive(['build', '-', '-o', built], { input }).status).toBe(0);
    const commands = [
      ['build', '-', '-o', join(inner, 'b.iso')],
      ['extract', built, join(inner, 'tree')],
      ['update', built, '--without-password', '-o', join(inner, 'c.iso')],
      ['store', 'create', 'i-2-10-VM', '-', '--secondary', inner],
    ];
    for (const command of commands) {
      const refused = configdrive(command, { input });
      expect([refused.status, refused.stderr], command.join(' ')).toEqual([3, expect.stringContaining(shared())]);
      expect(configdrive([...command, '--allow-shared-directory'], { input }).status, command.join(' ')).toBe(0);
    }
  });
});

const DIRECTORIES = 150;

/** More directories than an extraction holds open, and so many names that it lets others have a turn before the files come. */
const manyDirectories = (): Uint8Array => {
  const entries = Array.from({ length: DIRECTORIES }, (_, index) => [
    { path: `d${index}`, modified: new Date(0) },
    { path: `d${index}/f`, content: Uint8Array.of(index) },
  ]).flat();
  return toBytes(layOutImage(entries, { volumeIdentifier: 'MANY', timestamp: new Date(0) }));
};

describe.runIf(process.platform === 'linux')('extraction', () => {
  it.each(['d0', 'd99'])('writes nothing elsewhere when a link takes the place of %s, which it made', async (name) => {
    const [tree, outside] = [join(root, 'tree'), join(root, 'outside')];
    mkdirSync(outside);
    const seen: boolean[] = [];
    const onProgress = (): void => {
      if (seen.length === 0 && existsSync(join(tree, name))) {
        seen.push(existsSync(join(tree, name, 'f')));
        renameSync(join(tree, name), join(tree, 'aside'));
        symlinkSync(outside, join(tree, name));
      }
    };
    await extractImage(manyDirectories(), tree, { onProgress }).catch(() => {});
    expect([seen, readdirSync(outside)]).toEqual([[false], []]);
  });

  it('notices that another directory took the place of one that it does not hold', async () => {
    const tree = join(root, 'tree');
    let isSwapped = false;
    const onProgress = (): void => {
      if (isSwapped || !existsSync(join(tree, 'd0'))) return;
      isSwapped = true;
      renameSync(join(tree, 'd0'), join(root, 'aside'));
      mkdirSync(join(tree, 'd0'));
    };
    const error = await storageErrorOf(() => extractImage(manyDirectories(), tree, { onProgress }));
    expect(error.code).toBe('directory-replaced');
    expect(existsSync(tree)).toBe(false);
  });

  it('of more directories than it holds open is whole', async () => {
    const tree = join(root, 'tree');
    const { files } = await extractImage(manyDirectories(), tree);
    const contents = Array.from({ length: DIRECTORIES }, (_, index) => readFileSync(join(tree, `d${index}/f`))[0]);
    expect([files, contents]).toEqual([DIRECTORIES, Array.from({ length: DIRECTORIES }, (_, index) => index)]);
  });
});
