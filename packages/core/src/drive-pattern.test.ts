import fc from 'fast-check';
import type { Content, Entry } from 'iso9660-format';
import { toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { planInput } from '../../../test/core/helpers.ts';
import { refusalOf } from '../../../test/core/threats/rows.ts';
import { SAMPLE } from '../../../test/drive/sample.ts';
import { layOutConfigDrive } from './build.ts';
import type { ConfigDrive } from './drive.ts';
import { drivePattern } from './drive-pattern.ts';
import { portable } from './profiles.ts';

const timestamp = new Date('2026-03-01T12:34:56Z');

const ordinary = (drive: ConfigDrive): Buffer => Buffer.from(toBytes(layOutConfigDrive(drive)));

/** Values of one VM of a fleet: what differs from the next one without changing which files there are. */
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3000 }).filter((value) => value.trim() !== '');
const password = fc.string({ unit: fc.constantFrom('a', 'b', 'Z', '0', '9', '!', 'é'), minLength: 1, maxLength: 64 });
const values = fc.record({ userData: text, hostname: text, password, when: fc.date({ noInvalidDate: true }) });

type Values = typeof values extends fc.Arbitrary<infer T> ? T : never;

const replaced = new Map([
  ['user_data', ({ userData }: Values) => Buffer.from(userData).toString('base64')],
  ['local-hostname', ({ hostname }: Values) => hostname],
  ['vm_password', (given: Values) => given.password],
]);

function planOf(given: Values, profile: 'portable' | 'cloudstack'): ConfigDrive {
  const vmData = SAMPLE.vmData.map(([directory, name, content]) => [
    directory,
    name,
    replaced.get(name)?.(given) ?? content,
  ]);
  return planInput({ ...SAMPLE, vmData }, { timestamp: given.when, profile });
}

describe('the pattern of a drive', () => {
  it.each(['portable', 'cloudstack'] as const)('builds every drive of its shape byte for byte: %s', (profile) => {
    fc.assert(
      fc.property(values, fc.array(values, { minLength: 1, maxLength: 4 }), (first, others) => {
        const pattern = drivePattern(planOf(first, profile));
        for (const other of others) {
          const drive = planOf(other, profile);
          expect(pattern.differenceOf(drive)).toBeUndefined();
          expect(ordinary(drive).equals(pattern.toBytes(drive))).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  const drive = planInput(SAMPLE, { timestamp });
  const pattern = drivePattern(drive);
  const [first, rest] = [drive.entries.slice(0, 1), drive.entries.slice(1)];
  const counts = new Map<Content, number>();
  for (const { content = '' } of drive.entries) counts.set(content, (counts.get(content) ?? 0) + 1);
  const isShared = ({ content }: Entry): boolean => content !== undefined && (counts.get(content) ?? 0) > 1;
  const file = drive.entries.findIndex((entry) => entry.content !== undefined && !isShared(entry));
  const linked = drive.entries.findIndex(isShared);
  const pathAt = (index: number): string => drive.entries.at(index)?.path ?? '';
  const [filePath, lastPath, secondPath] = [pathAt(file), pathAt(-1), pathAt(1)];
  const withEntry = (index: number, fields: object): ConfigDrive => ({
    ...drive,
    entries: drive.entries.map((entry, at) => (at === index ? { ...entry, ...fields } : entry)),
  });

  it.each<[string, ConfigDrive, readonly (string | number)[]]>([
    ['another label', { ...drive, label: 'CONFIG-2' }, ['label']],
    ['an entry less', { ...drive, entries: rest }, ['entries']],
    ['entries in another order', { ...drive, entries: [...rest, ...first] }, ['entries', secondPath]],
    ['another path', withEntry(file, { path: 'other' }), ['entries', 'other']],
    ['another mode', withEntry(file, { mode: 0o400 }), ['entries', filePath]],
    ['another owner', withEntry(file, { uid: 7 }), ['entries', filePath]],
    ['a date of its own', withEntry(file, { modified: timestamp }), ['entries', filePath]],
    ['a file of one tree only', withEntry(file, { only: 'plain' }), ['entries', filePath]],
    ['an empty file', withEntry(file, { content: '' }), ['entries', filePath]],
    ['a link that is a file', withEntry(linked, { content: new Uint8Array(9) }), ['entries', lastPath]],
    ['system use of its own', withEntry(file, { systemUse: [] }), ['entries', filePath]],
    ['another application', { ...drive, volume: { ...drive.volume, applicationIdentifier: 'X' } }, ['volume']],
    ['a date of the volume', { ...drive, volume: { ...drive.volume, created: timestamp } }, ['volume']],
    [
      'names cut',
      { ...drive, profile: { ...portable, overlongJolietNames: 'cut' } },
      ['profile', 'overlongJolietNames'],
    ],
  ])('refuses %s, and says where', (_, other, place) => {
    expect(pattern.differenceOf(other)).toEqual(place);
    const error = refusalOf(() => pattern.toBytes(other));
    expect(error.issues).toMatchObject([{ code: 'pattern-differs', severity: 'error', place }]);
  });

  it('two files that become one are another shape', () => {
    const content = new Uint8Array(5);
    const two = {
      ...drive,
      entries: [...drive.entries, { path: 'x', content }, { path: 'y', content: content.slice() }],
    };
    const one = { ...drive, entries: [...drive.entries, { path: 'x', content }, { path: 'y', content }] };
    expect(drivePattern(two).differenceOf(one)).toEqual(['entries', 'y']);
    expect(drivePattern(one).differenceOf(two)).toEqual(['entries', 'y']);
  });

  it('dates of the volume that are not the timestamp stay', () => {
    const dated = { ...drive, volume: { ...drive.volume, created: timestamp, modified: null } };
    const later = { ...dated, timestamp: new Date('2031-05-05T05:05:05Z') };
    expect(ordinary(later).equals(drivePattern(dated).toBytes(later))).toBe(true);
  });

  it('holds the limit of the image', () => {
    const limited = drivePattern(drive, { limits: { imageByteLength: layOutConfigDrive(drive).byteLength } });
    const larger = withEntry(file, { content: 'x'.repeat(100_000) });
    expect(refusalOf(() => limited.toBytes(larger)).code).toBe('image-too-large');
  });

  it("uses the caller's bytes", () => {
    const into = new Uint8Array(500_000).fill(0xff);
    const bytes = pattern.toBytes(drive, into);
    expect(bytes.buffer).toBe(into.buffer);
    expect(ordinary(drive).equals(bytes)).toBe(true);
  });

  it('keeps no content of the drive that it was made of', () => {
    const secret = planOf({ userData: 'u', hostname: 'h', password: 'CanaryOfTheFirst', when: timestamp }, 'portable');
    const bytes = drivePattern(secret).toBytes(
      planOf({ userData: 'v', hostname: 'i', password: 'b', when: timestamp }, 'portable'),
    );
    expect(Buffer.from(bytes).includes('Canary')).toBe(false);
  });
});
