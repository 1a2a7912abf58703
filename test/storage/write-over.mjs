/**
 * A process that writes two images over one file by turns (`keepInode`), as fast as it can, until its standard input ends.
 * `node write-over.mjs '{"path": …, "images": […, …]}'`; it prints how often it wrote.
 */
import { readFileSync } from 'node:fs';
import { writeImageFile } from '@configdrive/files';

const { path, images } = JSON.parse(process.argv[2]);
const contents = images.map((image) => readFileSync(image));
let isToStop = false;
process.stdin.on('end', () => {
  isToStop = true;
});
process.stdin.resume();
let count = 0;
for (; !isToStop; count++) {
  await writeImageFile(path, contents[count % 2], { replace: 'keepInode', durable: false });
  await new Promise((resolve) => setImmediate(resolve));
}
process.stdout.write(String(count));
