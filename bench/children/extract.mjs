/** Extracts an image; the parent looks at the CPU time this took. */
import { extractImage, fileSource } from '@configdrive/storage';

const [, , image, directory] = process.argv;
console.log((await extractImage(fileSource(image), directory)).files);
