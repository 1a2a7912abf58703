/**
 * A process that stops in the middle of an extraction and says so: what a test kills there.
 * `node extract.mjs '{"image": …, "directory": …}'`
 */
import { extractImage, fileSource } from '@configdrive/files';

const { image, directory } = JSON.parse(process.argv[2]);
const onProgress = () => {
  process.stdout.write('stopped\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
await extractImage(fileSource(image), directory, { onProgress });
