/** The 48 families of hostile images: each read or refused as it must be, verified as it must be, and never anything worse. */
import { InvalidImageError } from '@configdrive/issues';
import {
  type ImageIssue,
  mapImageSync,
  mapText,
  openImage,
  openImageSync,
  type SyncImage,
  verifyImage,
  verifyImageSync,
} from 'iso9660-reader';
import { describe, expect, it } from 'vitest';
import { baseImage } from '../reader/mutants/mutant.ts';
import { HOSTILE_CASES } from './families.ts';
import type { HostileCase, Verdict } from './hostile-case.ts';

const FAMILIES = 48;
/** Nothing takes longer. Counted in CPU time: how busy the machine is says nothing of the reader. */
const LONGEST_MS = 2000;

const cpuMilliseconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** The code that ended it, or undefined. Any error but ours is thrown on. */
function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (cause) {
    if (cause instanceof InvalidImageError) return cause.code;
    throw cause;
  }
}

function listAll(image: SyncImage): void {
  for (const namespace of image.namespaces) image.entries({ namespace });
}

const read = (bytes: Uint8Array): string | undefined => codeOf(() => listAll(openImageSync(bytes)));

const filePaths = (image: SyncImage): string[] => [
  ...new Set(image.records().flatMap(({ kind, path }) => (kind === 'file' ? [path] : []))),
];

const VERDICTS: Readonly<Record<Verdict, (issues: readonly ImageIssue[]) => boolean>> = {
  error: (issues) => issues.some(({ severity }) => severity === 'error'),
  flag: (issues) => issues.length > 0,
  ignore: (issues) => issues.every(({ severity }) => severity !== 'error'),
  any: () => true,
};

describe.each(HOSTILE_CASES)('family $family: $name', (one) => {
  it('is read or refused as it must be, in time', () => {
    const bytes = one.image();
    const started = cpuMilliseconds();
    const code = read(bytes);
    expect(cpuMilliseconds() - started).toBeLessThan(LONGEST_MS);
    if (one.reader === 'read') expect(code).toBeUndefined();
    else if (one.reader !== 'either') expect(one.reader).toContain(code);
    if (one.hasSamePaths === true) expect(pathsIn(bytes)).toEqual(pathsIn(untouched(one)));
    if (code === undefined) checkContents(openImageSync(bytes), one);
  });

  it('is verified and mapped, in time', () => {
    const bytes = one.image();
    const started = cpuMilliseconds();
    const issues = verifyImageSync(bytes);
    expect(cpuMilliseconds() - started).toBeLessThan(2 * LONGEST_MS);
    const told = issues.map(({ code, severity, message }) => `${severity} ${code}: ${message}`);
    expect(VERDICTS[one.verify](issues), `${one.verify} expected of ${told.slice(0, 10).join('\n') || 'nothing'}`).toBe(
      true,
    );
    const refusal = read(bytes);
    if (refusal !== undefined) expect(issues.map(({ code }) => code as string)).toContain(refusal);
    expect(firstUnprintable(mapText(mapImageSync(bytes)))).toBeUndefined();
  });
});

/** One expectation, not one for each of millions of lines. */
function firstUnprintable(lines: Iterable<string>): string | undefined {
  for (const line of lines) if (/[\u0000-\u001f\u007f]/.test(line)) return line;
  return undefined;
}

/** The image before the damage: every case with `hasSamePaths` begins with one of these. */
function untouched({ image }: HostileCase): Uint8Array {
  const bytes = image();
  const bases = (['sample', 'many', 'padded'] as const).map((name) => baseImage(name));
  return bases.toSorted((a, b) => distance(a, bytes) - distance(b, bytes))[0]!;
}

/** How many bytes of the metadata differ. */
function distance(a: Uint8Array, b: Uint8Array): number {
  let differing = 0;
  for (let at = 16 * 2048; at < 40 * 2048; at++) if (a[at] !== b[at]) differing++;
  return differing;
}

const pathsIn = (bytes: Uint8Array): readonly string[] =>
  openImageSync(bytes)
    .records()
    .map(({ path }) => path)
    .toSorted();

const MOST_FILES = 200;

function checkContents(image: SyncImage, { unreadable = {} }: HostileCase): void {
  for (const path of filePaths(image).slice(0, MOST_FILES)) {
    const code = codeOf(() => image.readSync(path));
    if (Object.hasOwn(unreadable, path)) expect(code).toBe(unreadable[path]);
    else if (code !== undefined) expect(['extent-outside-image', 'interleaved-file', 'other-volume']).toContain(code);
  }
}

describe('from far away', () => {
  const small = HOSTILE_CASES.filter(({ family, name }) => family !== 17 && family !== 24 && !name.includes('5000'));

  it('everything is the same', async () => {
    for (const one of small) {
      const bytes = one.image();
      const source = {
        byteLength: bytes.byteLength,
        read: async (offset: number, length: number) => bytes.slice(offset, offset + length),
      };
      expect(await farCode(source), one.name).toBe(read(bytes));
      expect(await verifyImage(source), one.name).toEqual(verifyImageSync(bytes));
    }
  });
});

async function farCode(source: Parameters<typeof openImage>[0]): Promise<string | undefined> {
  try {
    const image = await openImage(source);
    for (const namespace of image.namespaces) await image.entries({ namespace });
    return undefined;
  } catch (cause) {
    if (cause instanceof InvalidImageError) return cause.code;
    throw cause;
  }
}

it('every family is there', () => {
  const families = new Set(HOSTILE_CASES.map(({ family }) => family));
  expect([...families].toSorted((a, b) => a - b)).toEqual(Array.from({ length: FAMILIES }, (_, index) => index + 1));
});
