/** Extracts an image; the parent looks at the CPU time this took. */
import { extractImage, fileSource } from '@configdrive/files';

const [, , image, directory] = process.argv;
console.log((await extractImage(fileSource(image), directory)).files);
