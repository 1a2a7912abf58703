/**
 * Every call to the file system fails once in every way to publish. What the error says must be so: the step, which file
 * is in place, what is left beside it; and nothing stays open. The lists are the protocol: read them.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StorageError } from '@configdrive/issues';
import { describe, expect, it, vi } from 'vitest';
import type { Breaking, Watch } from '../../../../test/storage/broken-calls.ts';
import { someBytes } from '../../../../test/storage/images.ts';
import { useTemporaryDirectory } from '../../../../test/support/temporary.ts';
import { stagedCopyName } from '../lock/own-names.ts';
import { fileSource } from '../read/file-source.ts';
import { writeTrailer } from '../read/staged-copy.ts';
import { type WriteFileOptions, writeImageFile } from './image-file.ts';

const { watch } = vi.hoisted(() => ({ watch: { current: undefined as Watch | undefined } }));

vi.mock('node:fs', async (importOriginal) => {
  const { Watch, watchedFs } = await import('../../../../test/storage/broken-calls.ts');
  watch.current = new Watch();
  return watchedFs(await importOriginal<typeof import('node:fs')>(), watch.current);
});

const OLD = someBytes(4000, 3);
const NEW = someBytes(5000);
const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

interface Variant {
  readonly title: string;
  readonly options: WriteFileOptions;
  readonly before?: Uint8Array;
  /** Length of what the file is to be; default all of it. */
  readonly byteLength?: number;
  /** A complete copy lies beside the file, whose writing over was interrupted. */
  readonly isInterrupted?: true;
  /** Looked at also where nothing can be removed afterwards. */
  readonly isStuck?: true;
}

const variants: readonly Variant[] = [
  { title: 'a new file', options: {} },
  { title: 'a new file, not durable', options: { durable: false } },
  { title: 'a new file, its name made durable by the caller', options: { durable: 'content' } },
  { title: 'a file that must not be there', options: { ifAbsent: true } },
  {
    title: 'a file over another, with mode and group',
    options: { mode: 0o640, group: process.getgid?.() },
    before: OLD,
  },
  {
    title: 'a file over the one that was seen',
    isStuck: true,
    options: { ifMatch: digest(OLD).toString('hex') },
    before: OLD,
  },
  { title: 'a longer file into the inode', isStuck: true, options: { replace: 'keepInode' }, before: OLD },
  { title: 'a shorter file into the inode', options: { replace: 'keepInode' }, before: OLD, byteLength: 1000 },
  { title: 'into the inode, not durable', options: { replace: 'keepInode', durable: false }, before: OLD },
  { title: 'a file over an interrupted one', options: {}, before: OLD, isInterrupted: true },
];

// One for all: a directory that takes the place of one that is gone may have its inode, and pass for it.
const path = useTemporaryDirectory();

describe.runIf(process.platform === 'linux').each(variants)('$title, each call broken', (variant) => {
  let directory = '';
  let image = '';
  const next = (): Uint8Array => NEW.subarray(0, variant.byteLength ?? NEW.byteLength);

  /** The file of before in a new directory: the first writer of a directory looks through it, later ones rarely do. */
  function prepare(): void {
    directory = mkdtempSync(path('drives-'));
    image = join(directory, 'drive.iso');
    if (variant.before === undefined) return;
    writeFileSync(image, variant.isInterrupted === true ? 'a mixture' : variant.before, { mode: 0o600 });
    if (variant.isInterrupted === true) writeCopy(variant.before);
  }

  function writeCopy(bytes: Uint8Array): void {
    const fd = openSync(join(directory, stagedCopyName('drive.iso')), 'wx', 0o600);
    writeFileSync(fd, bytes);
    writeTrailer(fd, bytes.byteLength, digest(bytes), image);
    closeSync(fd);
  }

  const publish = async (): Promise<void> => void (await writeImageFile(image, next(), variant.options));

  /** What this library reads under the name. */
  function state(): string {
    if (!existsSync(image)) return 'no file';
    const source = fileSource(image);
    const content = Buffer.from(source.read(0, source.byteLength));
    source.close();
    if (content.equals(next())) return 'new';
    return content.equals(OLD) ? 'old' : 'neither';
  }

  const kinds = (): readonly string[] =>
    readdirSync(directory)
      .filter((name) => name !== 'drive.iso')
      .map((name) => name.slice(name.lastIndexOf('.') + 1))
      .sort();

  const descriptors = (): number => readdirSync('/proc/self/fd').length;

  /** Runs it with some calls broken, and tells how that ended. */
  async function broken(breaking: Breaking): Promise<string> {
    prepare();
    const open = descriptors();
    let end = 'done';
    await watch.current?.over(async () => {
      try {
        await publish();
      } catch (cause) {
        if (!(cause instanceof StorageError)) throw cause;
        end = `${cause.code} at ${cause.step}${cause.leftover === undefined ? '' : ', something left'}`;
      }
    }, breaking);
    expect(descriptors()).toBe(open);
    return [end, state(), ...kinds()].join(', ');
  }

  const calls = async (): Promise<readonly string[]> => {
    prepare();
    return (await watch.current?.over(publish)) ?? [];
  };

  it('tells what failed, and what is there is what it tells', async () => {
    const ends: string[] = [];
    for (const [index, text] of (await calls()).entries()) {
      ends.push(`${text} → ${await broken((at) => (at === index ? 'EIO' : undefined))}`);
    }
    expect(ends).toMatchSnapshot();
  });

  if (variant.isStuck === true) {
    it('tells also what could not be removed', async () => {
      const ends: string[] = [];
      for (const [index, text] of (await calls()).entries()) {
        const end = await broken((at, each) =>
          at === index || (at > index && each.startsWith('unlink')) ? 'EIO' : undefined,
        );
        ends.push(`${text} → ${end}`);
      }
      expect(ends).toMatchSnapshot();
    });
  }

  it('is done by the next who comes, who leaves nothing else', async () => {
    for (const index of (await calls()).keys()) {
      await broken((at) => (at === index ? 'EIO' : undefined));
      // A lock file that could not be taken back stands as long as this process runs.
      if (kinds().includes('claim')) continue;
      const { ifAbsent, ifMatch, ...options } = variant.options;
      await writeImageFile(image, next(), options);
      expect([state(), ...kinds()]).toEqual(['new']);
    }
  });
});
