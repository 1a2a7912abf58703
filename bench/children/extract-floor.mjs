/** What an extraction costs at least: directories and files made and written, nothing read, nothing dated. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';

const [, , directory, files] = process.argv;
const content = new Uint8Array(8192).fill(1);
mkdirSync(directory);
for (let index = 0; index < Number(files); index++) {
  const parent = `${directory}/d${Math.floor(index / 1000)}`;
  if (index % 1000 === 0) mkdirSync(parent);
  const file = openSync(`${parent}/file-${index}.bin`, 'wx');
  writeSync(file, content, 0, 1024 + (index % 8) * 1024);
  closeSync(file);
}
