/** Lays out as many entries as asked for; the parent looks at the memory this took. */
import { layOutImage } from 'iso9660-writer';

const count = Number(process.argv[2]);
const open = function* () {};
const entries = Array.from({ length: count }, (_, index) => ({
  path: `d${Math.floor(index / 1000)}/file-${index}.bin`,
  content: { byteLength: 4096, open },
}));
const layout = layOutImage(entries, { volumeIdentifier: 'BIG', timestamp: new Date(0) });
console.log(layout.byteLength);
