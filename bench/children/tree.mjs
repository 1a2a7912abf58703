/** Writes the image of a directory. */
import { writeImageFile } from '@configdrive/files';
import { layOutImage } from 'iso9660-writer';
import { entriesOf } from './entries.mjs';

const [, , root, image] = process.argv;
const layout = layOutImage(entriesOf(root), { volumeIdentifier: 'BIG', timestamp: new Date(0) });
await writeImageFile(image, layout, { durable: false });
