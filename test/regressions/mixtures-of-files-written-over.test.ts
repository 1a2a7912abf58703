/**
 * Whoever read a file through `fileSource` beside a writer that keeps its inode could get a mixture: it was opened just before
 * the copy beside it appeared, and read while it was written over.
 */
import { spawn } from 'node:child_process';
import fs, { copyFileSync, openSync, readFileSync, statSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { buildConfigDrive, DriveContent, readConfigDrive } from '@configdrive/core';
import { fileSource } from '@configdrive/files';
import { StorageError } from '@configdrive/issues';
import { openImage, verifyImage } from 'iso9660-reader';
import { beforeEach, describe, expect, it } from 'vitest';
import { configdrive } from '../cli/command.ts';
import { SAMPLE, TIMESTAMP } from '../drive/sample.ts';
import { commandLine } from '../storage/faults.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
const PROGRAM = new URL('../storage/write-over.mjs', import.meta.url).pathname;
const READINGS = 300;

/** Two drives of one length, that differ from the first file to the last. */
const [one, other] = ['a', 'b'].map((letter) => {
  const vmData = SAMPLE.vmData.map(([directory, name, content]) => [
    directory,
    name,
    name === 'user_data' ? btoa(letter.repeat(20_000)) : name === 'service-offering' ? letter.repeat(9) : content,
  ]);
  return buildConfigDrive({ ...SAMPLE, vmData } as never, { timestamp: TIMESTAMP }).bytes;
});

beforeEach(() => {
  writeFileSync(path('a.iso'), one!);
  writeFileSync(path('b.iso'), other!);
  copyFileSync(path('a.iso'), path('drive.iso'));
});

/** What a reading was of: one of the images, or neither, or a typed error. */
type Reading = (read: () => Promise<Uint8Array>) => Promise<'whole' | 'torn' | 'refused'>;

const kindOf: Reading = async (read) => {
  try {
    const bytes = await read();
    return [one, other].some((image) => Buffer.compare(bytes, image!) === 0) ? 'whole' : 'torn';
  } catch (cause) {
    if (cause instanceof StorageError && cause.code === 'file-changed') return 'refused';
    throw cause;
  }
};

async function beside(read: () => Promise<Uint8Array>): Promise<Readonly<Record<string, number>>> {
  const job = { path: path('drive.iso'), images: [path('a.iso'), path('b.iso')] };
  const [program, ...args] = commandLine(PROGRAM, job);
  const writer = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const written = text(writer.stdout);
  const counts: Record<string, number> = { whole: 0, torn: 0, refused: 0 };
  for (let count = 0; count < READINGS; count++) {
    counts[await kindOf(read)]!++;
    await setImmediate();
  }
  writer.stdin.end();
  expect(Number(await written)).toBeGreaterThan(1);
  return counts;
}

/** What the files of a drive hold says which image it is of; a mixture is of none. */
function imageOf(contents: readonly string[]): Uint8Array {
  const all = contents.join('');
  const letters = ['a', 'b'].filter((letter) => all.includes(letter.repeat(9)));
  return letters.length === 1 ? (letters[0] === 'a' ? one! : other!) : new Uint8Array();
}

describe('beside a writer at full speed', () => {
  it('a file read at one go is whole', async () => {
    const counts = await beside(async () => {
      const source = fileSource(path('drive.iso'));
      try {
        return source.read(0, source.byteLength);
      } finally {
        source.close();
      }
    });
    expect(counts).toEqual({ whole: READINGS, torn: 0, refused: 0 });
  });

  it('a drive is of one image', async () => {
    const counts = await beside(async () => {
      const { entries } = await readConfigDrive(fileSource(path('drive.iso')));
      return imageOf(entries.map(({ content }) => (content instanceof DriveContent ? (content.text() ?? '') : '')));
    });
    expect(counts).toEqual({ whole: READINGS, torn: 0, refused: 0 });
  });

  it('an image read bit by bit is whole, or ends in a typed error', async () => {
    const counts = await beside(async () => {
      const source = fileSource(path('drive.iso'));
      const image = await openImage(source);
      try {
        const texts: string[] = [];
        for (const { path: name, kind } of await image.records()) {
          if (kind === 'file') texts.push(Buffer.from(await image.read(name)).toString());
        }
        return imageOf(texts);
      } finally {
        await image.close();
      }
    });
    expect(counts.torn).toBe(0);
    expect(counts.whole! + counts.refused!).toBe(READINGS);
  });

  it('inspect and verify find nothing wrong', async () => {
    const job = { path: path('drive.iso'), images: [path('a.iso'), path('b.iso')] };
    const [program, ...args] = commandLine(PROGRAM, job);
    const writer = spawn(program, args, { stdio: ['pipe', 'ignore', 'inherit'] });
    try {
      for (const command of ['inspect', 'verify', 'explain']) {
        expect(configdrive([command, path('drive.iso')]), command).toMatchObject({ status: 0 });
      }
    } finally {
      writer.stdin.end();
      await new Promise((resolve) => writer.on('close', resolve));
    }
  });
});

describe('a file that changes while it is read', () => {
  const overwrite = (text: string, at: number): void => {
    const fd = openSync(path('drive.iso'), 'r+');
    writeSync(fd, text, at);
  };
  const backdate = (): void => utimesSync(path('drive.iso'), 1, 1);

  it('is read again, where all of it is read at once', () => {
    backdate();
    const source = fileSource(path('drive.iso'));
    overwrite('new', 0);
    expect(Buffer.from(source.read(0, source.byteLength)).subarray(0, 3).toString()).toBe('new');
    source.close();
  });

  /** In the midst of what differs. */
  const MIDDLE = one!.findIndex((byte, at) => byte !== other![at]) + 5;

  /** Of one reading of all of it the beginning is from before `overwriteAll`, and the rest from after. */
  function readAcross(overwriteAll: () => void): Uint8Array {
    const source = fileSource(path('drive.iso'));
    const { readSync } = fs;
    let isDone = false;
    const interrupted = (fd: number, target: Uint8Array, at: number, length: number, position: number): number => {
      if (isDone || length < one!.byteLength) return readSync(fd, target, at, length, position);
      isDone = true;
      const count = readSync(fd, target, at, MIDDLE, position);
      overwriteAll();
      return count;
    };
    Object.assign(fs, { readSync: interrupted });
    syncBuiltinESMExports();
    try {
      return source.read(0, source.byteLength);
    } finally {
      Object.assign(fs, { readSync });
      syncBuiltinESMExports();
      source.close();
      expect(isDone).toBe(true);
    }
  }

  const overwriteAll = (): void => {
    writeSync(openSync(path('drive.iso'), 'r+'), other!);
  };

  it('in the middle of one reading is read again', () => {
    backdate();
    expect(Buffer.compare(readAcross(overwriteAll), other!)).toBe(0);
  });

  it('in the middle of one reading is read again, where the clock of the file system stood', () => {
    const now = Date.now() / 1000;
    utimesSync(path('drive.iso'), now, now);
    const bytes = readAcross(() => {
      overwriteAll();
      utimesSync(path('drive.iso'), now, now);
    });
    expect(Buffer.compare(bytes, other!)).toBe(0);
  });

  it('is an error, where a part was read before', () => {
    backdate();
    const source = fileSource(path('drive.iso'));
    source.read(0, 2048);
    overwrite('new', 4096);
    const changed = expect.objectContaining({ name: 'StorageError', code: 'file-changed' });
    expect(() => source.read(4096, 2048)).toThrow(changed);
    source.close();
  });

  it('is not another one for a new mode or name', async () => {
    backdate();
    const source = fileSource(path('drive.iso'));
    expect(source.read(0, 10)).toHaveLength(10);
    copyFileSync(path('b.iso'), path('next.iso'));
    const { renameSync } = await import('node:fs');
    renameSync(path('next.iso'), path('drive.iso'));
    expect(source.read(0, source.byteLength)).toEqual(new Uint8Array(one!));
    source.close();
    expect(statSync(path('drive.iso')).size).toBe(readFileSync(path('b.iso')).byteLength);
  });

  it('verifies as what it became', async () => {
    backdate();
    const source = fileSource(path('drive.iso'));
    expect(await verifyImage(source)).toEqual([]);
    source.close();
  });
});
