/**
 * An image as others hand it on: as text in base64, gzip in base64 (Ironic's `configdrive`), inside a command to CloudStack's
 * agent; and the image out of any of these.
 */
import { InvalidImageError } from '@configdrive/issues';
import { checkArguments, oneOf, bytes as someBytes, someOptions } from '@configdrive/issues/arguments';
import { strictUtf8Text, utf8Bytes } from 'iso9660-format';
import type { CoreCode } from '../codes.ts';
import { decodeBase64, encodeBase64 } from '../encoding/base64.ts';
import { gunzipped, gzipped, isEndOf, isGzip } from '../encoding/gzip.ts';
import { defaultLimits } from '../limits.ts';
import { agentImageIn } from './agent-command.ts';

export type ImageFormat = 'iso' | 'gzip' | 'base64' | 'gzip-base64';

export type FoundFormat = ImageFormat | 'agent-command';

/** The image in a format: bytes of a file. Text has no final newline. The same image gives the same bytes everywhere. */
export function wrapImage(image: Uint8Array, format: ImageFormat): Uint8Array {
  checkArguments(['image', someBytes, image], ['format', someFormat, format]);
  if (format === 'iso') return image;
  if (format === 'gzip') return gzipped(image);
  return utf8Bytes(encodeBase64(format === 'base64' ? image : gzipped(image)));
}

export interface UnwrappedImage {
  readonly format: FoundFormat;
  readonly image: Uint8Array;
}

export interface UnwrapOptions {
  /** Bytes of the image. Default 64 MiB. */
  readonly imageByteLength?: number | undefined;
}

/**
 * The image in what somebody handed on. Bytes that are in none of these wrappings are the image itself, whatever they are.
 *
 * @throws InvalidImageError for a wrapping that is broken, or one with an image over the limit
 */
export function unwrapImage(bytes: Uint8Array, options: UnwrapOptions = {}): UnwrappedImage {
  checkArguments(['bytes', someBytes, bytes], ['options', someOptions, options]);
  const limit = options.imageByteLength ?? defaultLimits.imageByteLength;
  const format = isImage(bytes) ? 'iso' : wrappingOf(bytes.subarray(0, HEAD_BYTES));
  if (format === 'iso') return { format, image: bytes };
  if (bytes.byteLength > mostWrappedBytes(limit))
    throw broken('wrapping-too-large', 'is too long for an image within the limit');
  if (format === 'gzip') return { format, image: unzipped(bytes, limit) };
  const text = strictUtf8Text(bytes) ?? '';
  const inner = format === 'agent-command' ? agentImageIn(text) : imageInBase64(text);
  const isZipped = isGzip(inner);
  const image = isZipped ? unzipped(inner, limit) : inner;
  // Base64 has no end of its own; images have whole blocks.
  if (image.byteLength % BLOCK_BYTES !== 0) throw broken('wrapping-broken', 'is base64 that is cut');
  return { format: isZipped && format === 'base64' ? 'gzip-base64' : format, image };
}

/** What to look at. */
export const HEAD_BYTES = 4096;

const SPACE: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x20]);
const base64Text = /^[A-Za-z0-9+/_-]{4}[A-Za-z0-9+/_\-=\r\n]*$/;

/** By the first bytes; an image begins with zeros, or with a boot program that is no text. */
export function wrappingOf(head: Uint8Array): 'iso' | 'gzip' | 'base64' | 'agent-command' {
  if (isGzip(head)) return 'gzip';
  const first = head.find((byte) => !SPACE.has(byte));
  if (first === 0x7b || first === 0x5b) return 'agent-command';
  if (first === undefined || first === 0) return 'iso';
  const text = strictUtf8Text(head);
  return text !== undefined && base64Text.test(text.trim()) ? 'base64' : 'iso';
}

const BLOCK_BYTES = 2048;

/** ECMA-119 8.1: the identifier of the first descriptor. */
const IDENTIFIER_AT = 16 * BLOCK_BYTES + 1;
const identifier = utf8Bytes('CD001');

const isImage = (bytes: Uint8Array): boolean =>
  identifier.every((byte, index) => bytes[IDENTIFIER_AT + index] === byte);

/** Four characters for three bytes, line breaks, and room for what is around it. */
export const mostWrappedBytes = (imageByteLength: number): number => Math.ceil(imageByteLength * 1.5) + 65_536;

function imageInBase64(text: string): Uint8Array {
  const result = decodeBase64(text.trim());
  if ('bytes' in result) return result.bytes;
  throw broken('wrapping-broken', 'is base64 that is cut or damaged');
}

function unzipped(bytes: Uint8Array, limit: number): Uint8Array {
  const image = gunzipped(bytes, limit);
  if (image === 'too large') throw broken('wrapping-too-large', `holds more than ${limit} bytes`);
  if (image === 'broken' || !isEndOf(bytes, image)) throw broken('wrapping-broken', 'is gzip that is cut or damaged');
  return image;
}

const broken = (code: 'wrapping-broken' | 'wrapping-too-large', message: string): InvalidImageError =>
  new InvalidImageError([{ code: code satisfies CoreCode, severity: 'error', place: [], message }]);

const someFormat = /* @__PURE__ */ oneOf(['iso', 'gzip', 'base64', 'gzip-base64']);
