/** A process that writes the image of one directory of files: what the count of system calls watches. `node write-tree.mjs TREE IMAGE` */
import { readdirSync } from 'node:fs';
import { fileContent, writeImageFile } from '@configdrive/files';
import { layOutImage } from 'iso9660-writer';

const [, , tree, image] = process.argv;
const entries = readdirSync(tree).map((path) => ({ path, content: fileContent(`${tree}/${path}`) }));
const layout = layOutImage(entries, { volumeIdentifier: 'TREE', timestamp: new Date(0) });
await writeImageFile(image, layout);
