/** Writes the image of a directory through a Node stream. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { toNodeStream } from '@configdrive/files';
import { layOutImage } from 'iso9660-writer';
import { entriesOf } from './entries.mjs';

const [, , root, image] = process.argv;
const layout = layOutImage(entriesOf(root), { volumeIdentifier: 'BIG', timestamp: new Date(0) });
await pipeline(toNodeStream(layout), createWriteStream(image));
