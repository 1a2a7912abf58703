/** Lists an image; the parent looks at the CPU time this took. Only the reader is loaded, as in a program that only reads. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { openImage } from 'iso9660-reader';

const file = openSync(process.argv[2], 'r');
const image = await openImage({
  byteLength: fstatSync(file).size,
  read(offset, length) {
    const bytes = new Uint8Array(length);
    readSync(file, bytes, 0, length, offset);
    return bytes;
  },
  close: () => closeSync(file),
});
console.log((await image.entries()).length);
await image.close();
