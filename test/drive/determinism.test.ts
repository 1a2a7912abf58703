/** Same input, same bytes: on every machine, in every time zone, whatever the order of keys. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { buildConfigDrive, type DriveInput } from '@configdrive/core';
import { describe, expect, it } from 'vitest';
import { SAMPLE, TIMESTAMP } from './sample.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The same value with the keys of every object the other way round. */
function reversedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversedKeys(member)]),
  );
}

describe('the same input', () => {
  const expected = sha256(buildConfigDrive(SAMPLE, { timestamp: TIMESTAMP }).bytes);

  it('gives the same bytes twice', () => {
    expect(sha256(buildConfigDrive(structuredClone(SAMPLE), { timestamp: new Date(TIMESTAMP) }).bytes)).toBe(expected);
  });

  it('gives the same bytes with object keys in another order', () => {
    expect(sha256(buildConfigDrive(reversedKeys(SAMPLE) as DriveInput, { timestamp: TIMESTAMP }).bytes)).toBe(expected);
  });

  it.each(['Pacific/Auckland', 'America/New_York', 'Asia/Kathmandu', 'UTC'])(
    'gives the same bytes in the zone %s',
    (zone) => {
      // The built library, in a process of its own: a time zone is read once per process.
      const program = `
      import { createHash } from 'node:crypto';
      import { buildConfigDrive } from '@configdrive/core';
      const { input, timestamp } = JSON.parse(process.argv[1]);
      const { bytes } = buildConfigDrive(input, { timestamp: new Date(timestamp) });
      process.stdout.write(createHash('sha256').update(bytes).digest('hex'));`;
      const argument = JSON.stringify({ input: SAMPLE, timestamp: TIMESTAMP });
      const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program, '--', argument], {
        env: { ...process.env, TZ: zone },
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(stdout).toBe(expected);
    },
  );

  it('gives other bytes at another time (the control)', () => {
    const later = new Date(TIMESTAMP.getTime() + 1000);
    expect(sha256(buildConfigDrive(SAMPLE, { timestamp: later }).bytes)).not.toBe(expected);
  });
});
