/** Programs of others take the image out of every wrapping, and every build of the library makes the same bytes. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync as gunzipOfNode } from 'node:zlib';
import { buildConfigDrive, readConfigDriveSync, unwrapImage, wrapImage } from '@configdrive/core';
import { gzipSync } from 'fflate/browser';
import { expect, it } from 'vitest';
import { SAMPLE, TIMESTAMP } from '../drive/sample.ts';
import { samplePath, withSampleData } from '../support/data.ts';
import { withForeign } from '../support/foreign.ts';
import { runOk } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const directory = useTemporaryDirectory();
const { bytes } = buildConfigDrive(SAMPLE, { timestamp: TIMESTAMP });
const text = (format: 'base64' | 'gzip-base64'): string => Buffer.from(wrapImage(bytes, format)).toString('latin1');

it('Node decodes both, and gzip has neither date nor name', () => {
  expect(Buffer.from(text('base64'), 'base64').equals(bytes)).toBe(true);
  const zipped = Buffer.from(text('gzip-base64'), 'base64');
  expect(gunzipOfNode(zipped).equals(bytes)).toBe(true);
  expect([...zipped.subarray(0, 8)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
  expect(zipped.byteLength).toBeLessThan(bytes.byteLength / 10);
});

it('the build for browsers gives the same bytes as the one for Node', () => {
  const inBrowser = gzipSync(bytes, { mtime: 0, level: 9, mem: 12 });
  expect(Buffer.from(inBrowser).toString('base64')).toBe(text('gzip-base64'));
});

withForeign(['7z'], 'other programs', (paths) => {
  it('base64 and 7-Zip give the image back', () => {
    writeFileSync(directory('drive.b64'), text('gzip-base64'));
    writeFileSync(directory('drive.iso.gz'), runOk('base64', ['-d', directory('drive.b64')]).stdout);
    mkdirSync(directory('out'));
    runOk(paths['7z'], ['x', `-o${directory('out')}`, directory('drive.iso.gz')]);
    expect(readFileSync(directory('out/drive.iso')).equals(bytes)).toBe(true);
  });
});

withSampleData('Ironic’s own', () => {
  it('is read as it comes, gzip in base64', () => {
    const wrapped = new Uint8Array(readFileSync(samplePath('drives', 'ironic-config_drive.iso.gz.b64')));
    expect(unwrapImage(wrapped).format).toBe('gzip-base64');
    const drive = readConfigDriveSync(wrapped);
    expect(drive.label).toBe('config-2');
    expect(drive.issues.map(({ code }) => code)).toContain('drive-unwrapped');
  });
});
