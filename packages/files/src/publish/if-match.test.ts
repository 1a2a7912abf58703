import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { InvalidInputError } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { MEBIBYTE, someBytes, storageErrorOf, usePlace } from '../../../../test/storage/images.ts';
import { writeImageFile } from './image-file.ts';

const place = usePlace();
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('ifMatch', () => {
  it('replaces the file whose hash the last writing told', async () => {
    const first = await writeImageFile(place.image, someBytes(3 * MEBIBYTE + 5), { sha256: true });
    const { sha256: ifMatch = '' } = first;
    await writeImageFile(place.image, someBytes(7), { ifMatch });
    expect(readFileSync(place.image)).toEqual(Buffer.from(someBytes(7)));
    expect(readdirSync(place.directory)).toEqual(['drive.iso']);
  });

  it.each([
    ['has changed', () => writeFileSync(place.image, 'new')],
    ['has gone', () => rmSync(place.image)],
  ])('is a conflict when the file %s, at the last moment too', async (_what, onProgress) => {
    writeFileSync(place.image, 'old');
    const ifMatch = sha256(Buffer.from('old'));
    const error = await storageErrorOf(() => writeImageFile(place.image, someBytes(3), { ifMatch, onProgress }));
    expect([error.code, error.step]).toEqual(['conflict', 'compare']);
    expect(readdirSync(place.directory).filter((name) => name !== 'drive.iso')).toEqual([]);
  });

  it('lets one of many tasks of a process win', async () => {
    writeFileSync(place.image, 'old');
    const ifMatch = sha256(Buffer.from('old'));
    const tasks = Array.from({ length: 12 }, (_, seed) => writeImageFile(place.image, someBytes(9, seed), { ifMatch }));
    const results = await Promise.allSettled(tasks);
    const winners = results.flatMap(({ status }, seed) => (status === 'fulfilled' ? [seed] : []));
    expect(winners).toHaveLength(1);
    expect(readFileSync(place.image)).toEqual(Buffer.from(someBytes(9, winners[0])));
    for (const result of results) if (result.status === 'rejected') expect(result.reason.code).toBe('conflict');
    expect(readdirSync(place.directory)).toEqual(['drive.iso']);
  });

  it.each([
    ['no SHA-256', { ifMatch: 'abc' }],
    ['a file that is absent', { ifMatch: '0'.repeat(64), ifAbsent: true }],
  ])('refuses %s', async (_what, options) => {
    await expect(writeImageFile(place.image, someBytes(3), options)).rejects.toBeInstanceOf(InvalidInputError);
    expect(readdirSync(place.directory)).toEqual([]);
  });
});
