/**
 * What writing an image asks of the system, counted by strace: a guard against slowness that no clock can make flaky. A
 * count that has to grow is raised here, in the commit that needs it, with a sentence that says why.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { type Call, touching } from '../storage/faults.ts';
import { withForeign } from '../support/foreign.ts';
import { runOk } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const PROGRAM = fileURLToPath(new URL('write-tree.mjs', import.meta.url));
const FILES = 300;
const FILE_BYTES = 30_000;
/** The buffer that the image is written from. */
const SLICE_BYTES = 4 * 1024 * 1024;

/** How often each call was made on something below a directory. */
function countsOf(calls: readonly Call[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name } of calls) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

withForeign(['strace'], 'system calls of an image', ({ strace }) => {
  const path = useTemporaryDirectory();
  let log = '';
  /** Slices that the image takes, and files that lie in two of them: these are opened again. */
  let slices = 0;
  let again = 0;

  beforeAll(() => {
    const [tree, image] = [path('tree'), path('images/tree.iso')];
    mkdirSync(tree);
    mkdirSync(path('images'));
    for (let file = 0; file < FILES; file++) writeFileSync(`${tree}/${file}`, new Uint8Array(FILE_BYTES).fill(file));
    const flags = ['-f', '-y', '-s', '16', '-o', path('strace.log')];
    runOk(strace, [...flags, process.execPath, PROGRAM, tree, image], { env: { UV_THREADPOOL_SIZE: '1' } });
    log = readFileSync(path('strace.log'), 'utf8');
    const { size } = statSync(image);
    expect(size).toBeGreaterThan(FILES * FILE_BYTES);
    slices = Math.ceil(size / SLICE_BYTES);
    again = slices - 1;
  });

  it('a file is looked at once when it is laid out, opened once, read at one go and closed', () => {
    const calls = touching(log, path('tree')).filter(({ text }) => text.includes(`${path('tree')}/`));
    expect(countsOf(calls)).toEqual({
      // Its length when it is laid out; the call that reads all of it shows whether that still holds, else one of its own.
      statx: FILES + 2 * again,
      openat: FILES + again,
      preadv: FILES - again,
      pread64: 2 * again,
      close: FILES + again,
    });
  });

  it('the image is written in slices of four mebibytes, flushed once, named once', () => {
    const calls = touching(log, path('images')).filter(({ text }) => !text.includes('.claim'));
    const { pwrite64, fsync, rename, fchmod = 0, ...others } = countsOf(calls);
    expect({ pwrite64, rename }).toEqual({ pwrite64: slices, rename: 1 });
    // The file, then the directory that has its name.
    expect(fsync).toBe(2);
    expect(others).not.toHaveProperty('write');
    // Two looks more than a writer needs: at the directory itself, which others may write to, and at whether its path is a link.
    expect(fchmod + (others.statx ?? 0) + (others.openat ?? 0)).toBeLessThanOrEqual(14);
  });

  it('a program that writes files loads one file of each package below, and what checks arguments; no store, no core, no zod', () => {
    const loaded = [...log.matchAll(/packages\/([\w-]+\/dist\/[\w./-]+\.js)\b|node_modules\/(zod)/g)].map(
      ([, ours, other]) => ours?.replace(/-[\w-]{8}\.js$/, '-HASH.js') ?? other,
    );
    const packages = ['iso9660-format', 'iso9660-reader', 'iso9660-writer', 'issues', 'files'];
    const files = packages.map((name) => `${name}/dist/lib/index.js`);
    expect(new Set(loaded)).toEqual(new Set([...files, 'issues/dist/lib/arguments.js']));
  });
});
