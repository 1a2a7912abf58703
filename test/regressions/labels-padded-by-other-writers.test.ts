/** A label that its writer padded with zeros was told with them, and no guest was said to find the drive that all of them find. */
import { writeFileSync } from 'node:fs';
import { buildConfigDrive, readConfigDriveSync } from '@configdrive/core';
import { explain } from '@configdrive/guests';
import { openImageSync } from 'iso9660-reader';
import { expect, it } from 'vitest';
import { SAMPLE } from '../drive/sample.ts';
import { withForeign } from '../support/foreign.ts';
import { run } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
const [PRIMARY, JOLIET, LABEL, LENGTH] = [16 * 2048, 17 * 2048, 40, 32];

/** An image of ours with this text in the field of the label of both descriptors. */
function labelled(label: string): Uint8Array {
  const image = buildConfigDrive(SAMPLE, { timestamp: new Date('2026-07-01T00:00:00Z') }).bytes;
  const text = label.padEnd(LENGTH, '\0');
  image.set(Buffer.from(text, 'latin1'), PRIMARY + LABEL);
  image.set(Buffer.from(text.slice(0, LENGTH / 2), 'utf16le').swap16(), JOLIET + LABEL);
  return image;
}

withForeign(['blkid'], 'the label as blkid tells it', ({ blkid }) => {
  it.each([
    ['zeros', 'config-2'],
    ['blanks, then zeros', 'config-2   '],
    ['something behind a zero', 'config-2\0x'],
    ['tabs', 'config-2\t\t'],
  ])('is told of one that is padded with %s', (_, label) => {
    const image = labelled(label);
    writeFileSync(path('drive.iso'), image);
    const [, theirs] =
      /^LABEL=(.*)$/m.exec(run(blkid, ['-p', '-o', 'export', path('drive.iso')]).stdout.toString()) ?? [];
    expect(theirs).toBe('config-2');
    expect(openImageSync(image).label).toBe(theirs);
    const [explanation] = explain(readConfigDriveSync(image), { guests: ['cloud-init'] });
    expect(explanation?.issues.map(({ code }) => code)).not.toContain('label-unknown');
  });
});
