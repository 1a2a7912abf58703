/** Found by fuzzing: a `..` that claims more sections hid the name of the next record from the verifier, not from the reader. */
import { BLOCK_SIZE, directoryRecord, fileFlags, primaryVolumeDescriptor } from 'iso9660-format';
import { openImageSync, verifyImageSync } from 'iso9660-reader';
import { layOutImage, toBytes } from 'iso9660-writer';
import { expect, it } from 'vitest';

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (cause) {
    return (cause as { code?: string }).code;
  }
};

it('a name that cannot be a name is reported by the verifier wherever the reader refuses it', () => {
  const entries = [{ path: 'a.txt', content: 'a' }];
  const image = toBytes(
    layOutImage(entries, { volumeIdentifier: 'X', timestamp: new Date(0), joliet: false, rockRidge: false }),
  );
  const self = primaryVolumeDescriptor.get.root(image, 16 * BLOCK_SIZE).extentBlock * BLOCK_SIZE;
  const parent = self + directoryRecord.get.recordLength(image, self);
  const file = parent + directoryRecord.get.recordLength(image, parent);
  directoryRecord.put.flags(image, parent, fileFlags.directory | fileFlags.moreSections);
  image[file + directoryRecord.byteLength] = 0x00;
  image[file + directoryRecord.byteLength + 1] = 0x00;

  expect(codeOf(() => openImageSync(image).entries())).toBe('name-invalid');
  expect(verifyImageSync(image).map(({ code }) => code)).toContain('name-invalid');
});
