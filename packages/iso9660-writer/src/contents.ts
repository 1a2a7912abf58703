/** Contents as bytes: copied at once where they can be, counted always. */
import { type InvalidInputError, inputRefusal, printable } from '@configdrive/issues';
import { byteLengthOf, type Content, type ContentSource, piecesOf, utf8Bytes, writeUtf8 } from 'iso9660-format';
import { type WriterIssueCode, writerCodes } from './codes.ts';
import { placeOf } from './issues.ts';
import { type FileExtent, pathOf } from './node.ts';

function contentError(
  code: WriterIssueCode,
  { owner }: FileExtent,
  message: string,
  options?: ErrorOptions,
): InvalidInputError {
  return inputRefusal(writerCodes, code, placeOf(pathOf(owner), 'content'), message, options);
}

/** What a content threw, with the entry it belongs to; errors that carry issues say more than we could. */
const failureOf = (extent: FileExtent, cause: unknown): unknown =>
  cause instanceof Error && 'issues' in cause
    ? cause
    : contentError('content-failed', extent, 'could not be read', { cause });

type FillSource = ContentSource & Required<Pick<ContentSource, 'fill'>>;
type Synchronous = Uint8Array | string | FillSource;

/** Whether a content can be read without waiting. */
export const isSynchronousContent = (content: Content): content is Synchronous =>
  typeof content === 'string' || content instanceof Uint8Array || ('fill' in content && content.fill !== undefined);

/**
 * Copies the bytes of a content from `offset` on until `target` is full.
 * @throws InvalidInputError `content-length-differs` when it ends early, `content-not-synchronous` when it must be awaited,
 *   `content-failed` when it throws.
 */
export function fillFrom(extent: FileExtent, offset: number, target: Uint8Array): void {
  const { content } = extent;
  if (content instanceof Uint8Array) copyBytes(extent, content, offset, target);
  else if (typeof content === 'string') copyText(content, extent.byteLength, offset, target);
  else if (isSynchronousContent(content)) fillFully(extent, content, offset, target);
  else {
    const message = 'can only be read asynchronously; stream the image, or give a content with `fill`';
    throw contentError('content-not-synchronous', extent, message);
  }
}

/**
 * Writes the whole content to `target` from `at` on: as `fillFrom`, without a view of each file's place.
 * @throws InvalidInputError as `fillFrom`
 */
export function writeExtent(extent: FileExtent, target: Uint8Array, at: number): void {
  const { content, byteLength } = extent;
  if (typeof content === 'string') writeUtf8(target, at, content);
  else if (content instanceof Uint8Array && content.byteLength === byteLength) target.set(content, at);
  else fillFrom(extent, 0, target.subarray(at, at + byteLength));
}

function copyBytes(extent: FileExtent, content: Uint8Array, offset: number, target: Uint8Array): void {
  // A buffer may have been resized or transferred since its length was taken.
  if (content.byteLength !== extent.byteLength) throw lengthDiffers(extent, `now has ${content.byteLength}`);
  target.set(content.subarray(offset, offset + target.length));
}

function copyText(content: string, byteLength: number, offset: number, target: Uint8Array): void {
  if (offset === 0 && target.length === byteLength) writeUtf8(target, 0, content);
  else target.set(utf8Bytes(content).subarray(offset, offset + target.length));
}

function fillFully(extent: FileExtent, content: FillSource, offset: number, target: Uint8Array): void {
  for (let filled = 0; filled < target.length; ) {
    const got = filledBy(extent, content, target.subarray(filled), offset + filled);
    if (!(got > 0 && got <= target.length - filled && Number.isInteger(got)))
      throw lengthDiffers(extent, `ended after ${offset + filled}`);
    filled += got;
  }
  if (byteLengthOf(content) !== extent.byteLength) throw lengthDiffers(extent, 'has another length now');
}

function filledBy(extent: FileExtent, content: FillSource, target: Uint8Array, offset: number): number {
  try {
    return content.fill(target, offset);
  } catch (cause) {
    throw failureOf(extent, cause);
  }
}

const lengthDiffers = (extent: FileExtent, what: string): InvalidInputError =>
  contentError('content-length-differs', extent, `promised ${extent.byteLength} bytes, ${printable(what)}`);

/** A stream with an encoding yields strings, a web API array buffers: both would vanish without a trace. */
const isBytes = (piece: Uint8Array): boolean => ArrayBuffer.isView(piece) && piece.length === piece.byteLength;

/**
 * The pieces of a content, exactly as many bytes as promised.
 * @throws InvalidInputError `content-length-differs`, before a byte too many is passed on; `content-failed` with the
 *   content's own error as the cause.
 */
export async function* exactPieces(extent: FileExtent): AsyncGenerator<Uint8Array> {
  const content = typeof extent.content === 'string' ? utf8Bytes(extent.content) : extent.content;
  let total = 0;
  try {
    for await (const piece of piecesOf(content)) {
      if (!isBytes(piece)) throw contentError('content-failed', extent, 'yielded something that is no Uint8Array');
      total += piece.byteLength;
      if (total > extent.byteLength) throw lengthDiffers(extent, 'yielded more');
      if (piece.byteLength > 0) yield piece;
    }
  } catch (cause) {
    throw failureOf(extent, cause);
  }
  if (total < extent.byteLength) throw lengthDiffers(extent, `yielded ${total}`);
}
