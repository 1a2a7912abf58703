/**
 * The only things the pure packages take from the platform, as structural types: every runtime with ECMAScript 2023
 * and the WHATWG encoding interfaces has them (Node, browsers, workers). Nothing here names a runtime.
 */

interface Utf8Encoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}

interface Utf8Decoder {
  decode(bytes: Uint8Array): string;
}

interface EncodingPlatform {
  readonly TextEncoder: new () => Utf8Encoder;
  readonly TextDecoder: new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }) => Utf8Decoder;
}

interface StreamController {
  enqueue(chunk: Uint8Array): void;
  close(): void;
}

interface StreamPlatform {
  readonly ReadableStream: new (
    source: { pull(controller: StreamController): Promise<void>; cancel(reason?: unknown): Promise<void> },
    strategy: { highWaterMark: number },
  ) => ReadableStreamLike;
}

const platform = globalThis as unknown as EncodingPlatform & StreamPlatform;

const encoder = new platform.TextEncoder();
const lenientDecoder = new platform.TextDecoder('utf-8', { ignoreBOM: true });
const strictDecoder = new platform.TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** UTF-8 bytes of a text; lone surrogates become U+FFFD, so refuse them before. */
export const utf8Bytes = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

/** Text of UTF-8 bytes, a byte order mark kept; bytes that are not UTF-8 become U+FFFD. */
export const utf8Text = (bytes: Uint8Array): string => lenientDecoder.decode(bytes);

/** Text of UTF-8 bytes, a byte order mark kept; undefined when the bytes are not UTF-8. */
export function strictUtf8Text(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Longer texts go to the engine whole: a call there costs as much as a look at so many units here. */
const FEW_UNITS = 48;

const ascii = /^[\0-\x7f]*$/;

/** Number of bytes a text takes in UTF-8. A lone surrogate counts as the three bytes of U+FFFD. */
export function utf8ByteLength(text: string): number {
  let byteLength = text.length;
  if (byteLength > FEW_UNITS && ascii.test(text)) return byteLength;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    if (unit < 0x800) byteLength += 1;
    else if (isSurrogatePairAt(text, index, unit)) {
      byteLength += 2;
      index++;
    } else byteLength += 2;
  }
  return byteLength;
}

const isSurrogatePairAt = (text: string, index: number, unit: number): boolean =>
  unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;

/** Writes a text as UTF-8 and returns the number of bytes; the caller made room with `utf8ByteLength`. */
export function writeUtf8(target: Uint8Array, at: number, text: string): number {
  if (text.length > FEW_UNITS) return encoder.encodeInto(text, target.subarray(at)).written;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) return index + encoder.encodeInto(text.slice(index), target.subarray(at + index)).written;
    target[at + index] = unit;
  }
  return text.length;
}

/** What the pure packages need of a Blob or File. */
export interface BlobLike {
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
  stream(): AsyncIterable<Uint8Array> | ReadableStreamLike;
}

/** What the pure packages need of a web stream to read from. */
export interface ReadableStreamLike {
  getReader(): {
    read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
    cancel(reason?: unknown): Promise<void>;
    releaseLock(): void;
  };
}

/** A web stream of what a generator yields; it is asked for a chunk only when the consumer wants one. */
export function newReadableStream(chunks: AsyncGenerator<Uint8Array>): ReadableStreamLike {
  const source = {
    async pull(controller: StreamController): Promise<void> {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel(): Promise<void> {
      await chunks.return(undefined);
    },
  };
  return new platform.ReadableStream(source, { highWaterMark: 0 });
}

/** What the pure packages need of an AbortSignal. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
}
