import { InvalidInputError } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { fileOf, planInput, planOf, refusalsOf, TIMESTAMP, VM_ID } from '../../../test/core/helpers.ts';
import { buildConfigDrive, layOutConfigDrive } from './build.ts';
import { parseMachine } from './parse.ts';

const options = { timestamp: TIMESTAMP };
const input = { vmData: [VM_ID, ['userdata', 'user_data', 'YQ==']], nics: [{ mac: '02:00:4c:5e:00:05' }] } as const;

describe('buildConfigDrive', () => {
  it('is the drive, its layout and its bytes in one call', () => {
    const { bytes, drive, layout, issues } = buildConfigDrive(input, options);
    expect(drive).toEqual(planInput(input, options));
    expect(bytes.byteLength).toBe(layout.byteLength);
    expect(issues).toEqual([]);
    // ECMA-119 8.4: the primary volume descriptor, and its label at byte 41.
    const text = (from: number, length: number): string => Buffer.from(bytes).toString('latin1', from, from + length);
    expect(text(16 * 2048, 6)).toBe('\u0001CD001');
    expect(text(16 * 2048 + 40, 32).trimEnd()).toBe('config-2');
  });

  it('takes a bare list of triples', () => {
    const { drive, issues } = buildConfigDrive(input.vmData, options);
    expect(fileOf(drive, 'openstack/latest/user_data')).toBe('a');
    expect(issues.map(({ code }) => code)).toEqual(['network-data-absent']);
  });

  it('gives the same bytes for the same input, and others for another date', () => {
    const { bytes } = buildConfigDrive(input, options);
    expect(buildConfigDrive(structuredClone(input), { timestamp: new Date(TIMESTAMP) }).bytes).toEqual(bytes);
    expect(buildConfigDrive(input, { timestamp: new Date(0) }).bytes).not.toEqual(bytes);
  });

  it('reports what is wrong with shape and meaning in one error', () => {
    const bad = {
      vmData: [
        ['metadata', 'vm-id', 5],
        ['metadata', '..', 'x'],
        ['userdata', 'user_data', '*'],
      ],
      nic: 1,
    };
    expect(refusalsOf(() => buildConfigDrive(bad as never, options))).toEqual([
      'wrong-type at vmData[0][2]',
      'unknown-key at the input',
      'name-unsafe at vmData[1][1]',
      'user-data-not-base64 at vmData[2][2]',
    ]);
  });

  it('refuses options of reading an input with a machine that was read before, which would be ignored', () => {
    const machine = parseMachine({ vmData: [VM_ID] }, { label: 'own' });
    const reading = { ...options, label: 'cidata', limits: { entries: 1 } };
    expect(refusalsOf(() => buildConfigDrive(machine, reading))).toEqual([
      'option-unfit at label',
      'option-unfit at limits',
    ]);
    expect(buildConfigDrive(machine, { ...options, label: undefined, strict: true }).drive.label).toBe('own');
  });

  it('stops at issues of severity error only when it is strict', () => {
    const nameless = { ...options, profile: 'cloudstack' } as const;
    expect(buildConfigDrive({ vmData: [] }, nameless).issues).toContainEqual(
      expect.objectContaining({ code: 'uuid-absent', severity: 'warning' }),
    );
    expect(refusalsOf(() => buildConfigDrive({ vmData: [] }, { ...nameless, strict: true }))).toEqual([
      'uuid-absent at openstack/latest/meta_data.json.uuid',
    ]);
  });
});

describe('the limit of the image', () => {
  const { byteLength } = layOutConfigDrive(planOf({ room: 0 }));

  it('is exact', () => {
    const of = (imageByteLength: number): readonly string[] =>
      refusalsOf(() => layOutConfigDrive(planOf({}), { limits: { imageByteLength } }));
    expect(of(byteLength)).toEqual([]);
    expect(of(byteLength - 1)).toEqual(['image-too-large at the input']);
  });

  it.each([
    [0, 0],
    [2047, 0],
    [2048, 2048],
    [6000, 4096],
    [100_000, 8192],
  ])('leaves of the room, %d bytes below it, %d', (rest, room) => {
    const limits = { imageByteLength: byteLength + rest };
    expect(layOutConfigDrive(planOf({}), { limits }).byteLength).toBe(byteLength + room);
  });

  it('may stand in the input, and an option wins', () => {
    const small = { vmData: [VM_ID], limits: { imageByteLength: 1 } };
    expect(refusalsOf(() => buildConfigDrive(small, options))).toEqual(['image-too-large at the input']);
    expect(refusalsOf(() => buildConfigDrive(small, { ...options, limits: { imageByteLength: byteLength } }))).toEqual(
      [],
    );
  });

  it('is 64 MiB, which passes, and a byte more does not', () => {
    const MEBIBYTES_64 = 64 * 1024 * 1024;
    const holding = (length: number) => planOf({ room: 0, vmData: [['vendor', 'blob', 'x'.repeat(length)]] });
    const overhead = layOutConfigDrive(holding(2048)).byteLength - 2048;
    expect(layOutConfigDrive(holding(MEBIBYTES_64 - overhead)).byteLength).toBe(MEBIBYTES_64);
    expect(refusalsOf(() => layOutConfigDrive(holding(MEBIBYTES_64 - overhead + 1)))).toEqual([
      'image-too-large at the input',
    ]);
  });
});

it('refuses what only the layout can see as an InvalidInputError, too', () => {
  const drive = { ...planOf({}), timestamp: new Date(Number.NaN) };
  expect(() => layOutConfigDrive(drive)).toThrow(InvalidInputError);
});
