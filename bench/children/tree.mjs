/** Writes the image of a directory; the parent looks at the memory this took. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileContent, writeImageFile } from '@configdrive/storage';
import { layOutImage } from 'iso9660-writer';

const [, , root, image] = process.argv;

function* entriesOf(below) {
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* entriesOf(path);
    else yield { path, content: fileContent(`${root}/${path}`) };
  }
}

const layout = layOutImage(entriesOf(''), { volumeIdentifier: 'BIG', timestamp: new Date(0) });
await writeImageFile(image, layout, { durable: false });
