/** What every case has in hand: places to work on, names and bytes. */
import type { Backend, UpdateImage } from '../backend.ts';

/** What a case works with: two handles on one place that is empty and prepared. */
export interface Stage {
  readonly backend: Backend;
  /** The same place, opened once more. */
  readonly other: Backend;
  /** Another place of the same kind. */
  readonly elsewhere: Backend;
  /** Leaves what dead writers leave, and says how many things; undefined: nobody knows how. */
  readonly leaveLeftovers: (() => Promise<number>) | undefined;
}

export type Case = (stage: Stage) => Promise<void>;

export const NAME = 'i-2-10-VM.iso';
export const OTHER = 'i-2-11-VM.iso';
export const WRITERS = 12;

export const bytesOf = (...numbers: readonly number[]): Uint8Array => Uint8Array.from(numbers);
export const filled = (byte: number, byteLength: number): Uint8Array => new Uint8Array(byteLength).fill(byte);
export const put =
  (bytes: Uint8Array): UpdateImage =>
  () =>
    bytes;
/** A change that needs what is there: nobody's may get lost. */
export const append =
  (byte: number): UpdateImage =>
  (old) =>
    bytesOf(...(old?.bytes ?? []), byte);
export const numbersTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

export async function namesIn(backend: Backend): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of backend.list()) names.push(name);
  return names.sort();
}
