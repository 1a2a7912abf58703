/** What the cases of `testBackend` say when a backend does not keep a promise: never a content. */
import type { ReplacedImage, StoredImage } from '../backend.ts';
import { sha256Of } from '../sha256.ts';

/** Fails with a sentence unless something holds. */
export function expectTrue(isTrue: boolean, sentence: string): asserts isTrue {
  if (!isTrue) throw new Error(sentence);
}

/** Fails unless two plain values are alike. */
export function expectSame(found: unknown, wanted: unknown, what: string): void {
  const [foundText, wantedText] = [found, wanted].map((value) => JSON.stringify(value) ?? 'undefined');
  expectTrue(foundText === wantedText, `${what}: found ${foundText}, wanted ${wantedText}`);
}

/** Gives what a promise rejects with; fails when it does not. */
export async function rejectionOf(act: Promise<unknown>, what: string): Promise<unknown> {
  const [result] = await Promise.allSettled([act]);
  if (result?.status === 'rejected') return result.reason;
  throw new Error(`${what}: nothing was refused`);
}

/** Fails unless a promise rejects with an error that has this code. */
export async function expectCode(act: Promise<unknown>, code: string, what: string): Promise<void> {
  expectSame(codeOf(await rejectionOf(act, what)), code, what);
}

/** The code of an error of this library; the name of any other. */
export function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}

/** Fails unless an image has these bytes, and says so. */
export async function expectImage(image: StoredImage | undefined, bytes: Uint8Array, what: string): Promise<void> {
  expectTrue(image !== undefined, `${what}: there is no image`);
  expectTrue(isSame(image.bytes, bytes), `${what}: the image has other bytes`);
  await expectFacts(image, bytes, what);
  expectTrue(image.modified instanceof Date, `${what}: modified is no date`);
}

/** Fails unless length and hash are those of some bytes. */
export async function expectFacts(found: ReplacedImage | undefined, bytes: Uint8Array, what: string): Promise<void> {
  expectSame(found?.byteLength, bytes.byteLength, `${what}, byteLength`);
  expectTrue(found?.sha256 === (await sha256Of(bytes)), `${what}: sha256 is not that of the bytes`);
}

const isSame = (left: Uint8Array, right: Uint8Array): boolean =>
  left.byteLength === right.byteLength && left.every((byte, index) => byte === right[index]);
