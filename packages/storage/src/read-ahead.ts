/** Many small reads of neighbours, as the files of an image are, become few large ones. */
import type { ByteSource } from 'iso9660-reader';

const WINDOW_BYTES = 256 * 1024;

/** The same source where bytes come at once; a source that has to be waited for is left as it is. */
export function readingAhead(source: ByteSource): ByteSource {
  const readInto = source.readInto?.bind(source);
  if (readInto === undefined) return source;
  const { byteLength } = source;
  const buffer = new Uint8Array(Math.min(WINDOW_BYTES, byteLength));
  let start = 0;
  let end = 0;
  return {
    byteLength,
    read: (offset, length) => source.read(offset, length),
    readInto(target, offset) {
      const length = target.byteLength;
      if (length > WINDOW_BYTES / 2) return readInto(target, offset);
      if (offset < start || offset + length > end) {
        end = start; // nothing, should the reading fail
        const count = Math.min(buffer.byteLength, byteLength - offset);
        readInto(buffer.subarray(0, count), offset);
        start = offset;
        end = offset + count;
      }
      target.set(buffer.subarray(offset - start, offset - start + length));
    },
    close: () => {
      buffer.fill(0); // it held what the image holds
      return source.close?.();
    },
  };
}
