/** Images as Node streams. */
import { Readable } from 'node:stream';
import { checkArguments, layout as someLayout, someOptions } from '@configdrive/issues/arguments';
import { chunksOf, type ImageLayout, type StreamOptions } from 'iso9660-writer';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Makes a readable stream of the bytes of an image; back-pressure reaches the contents, destroying it closes them. Chunks are of
 * 1 MiB unless `chunkByteLength` says otherwise.
 *
 * @throws InvalidInputError (as the stream's error) when a content breaks its promise; the signal's reason on abort.
 */
export function toNodeStream(layout: ImageLayout, options: StreamOptions = {}): Readable {
  checkArguments(['layout', someLayout, layout], ['options', someOptions, options]);
  const { chunkByteLength = CHUNK_BYTES } = options;
  const chunks = chunksOf(layout, { ...options, chunkByteLength });
  return Readable.from(chunks, { objectMode: false, highWaterMark: chunkByteLength });
}
