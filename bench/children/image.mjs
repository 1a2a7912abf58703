/** Writes the large image that is read: of so many files of 1 to 8 KiB, a thousand to a directory. */
import { writeImageFile } from '@configdrive/files';
import { layOutImage } from 'iso9660-writer';

const [, , image, files] = process.argv;
const bytes = new Uint8Array(8192).fill(1);
const entries = Array.from({ length: Number(files) }, (_, index) => ({
  path: `d${Math.floor(index / 1000)}/file-${index}.bin`,
  content: bytes.subarray(0, 1024 + (index % 8) * 1024),
}));
const layout = layOutImage(entries, { volumeIdentifier: 'BIG', timestamp: new Date(0) });
await writeImageFile(image, layout, { durable: false });
