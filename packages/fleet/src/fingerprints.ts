/**
 * What a batch remembers of a million lines in flat memory: 64 bits for a name, 64 bits for what goes with it. Keyed
 * (HMAC-SHA256), since a plain hash of an input with a short password is as good as the password.
 */
import { createHmac, randomBytes } from 'node:crypto';

/** The first 64 bits of a keyed hash. */
export interface Fingerprint {
  readonly high: number;
  readonly low: number;
}

const KEY_BYTES = 32;

export const newKey = (): Uint8Array => randomBytes(KEY_BYTES);

/** @param purpose Keeps a name and an input of the same bytes apart. */
export function fingerprintOf(
  key: Uint8Array,
  purpose: string,
  ...parts: readonly (string | Uint8Array)[]
): Fingerprint {
  const hmac = createHmac('sha256', key).update(purpose);
  // Lengths first: no part can pass for the end of another.
  for (const part of parts) hmac.update(`\0${Buffer.byteLength(part)}\0`).update(part);
  const digest = hmac.digest();
  return { high: digest.readUInt32BE(0), low: digest.readUInt32BE(4) };
}

export const hexOf = ({ high, low }: Fingerprint): string =>
  high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');

export const FINGERPRINT_DIGITS = 16;

export const fingerprintInHex = (hex: string): Fingerprint => ({
  high: Number.parseInt(hex.slice(0, 8), 16),
  low: Number.parseInt(hex.slice(8, 16), 16),
});

export const isSame = (one: Fingerprint, other: Fingerprint): boolean =>
  one.high === other.high && one.low === other.low;

/** Key and value, two words each. A key of zeros is an empty slot. */
const WORDS_PER_SLOT = 4;
const FIRST_SLOTS = 1024;
const FULLEST = 0.75;

/**
 * A hash table with open addressing in one block of memory, 22 to 43 bytes an entry, that threads can share for reading. An
 * object per entry would cost five times as much.
 */
export class FingerprintMap {
  #words: Uint32Array<SharedArrayBuffer>;
  #size = 0;

  /** @param memory Of another thread's table, for reading. */
  constructor(memory: SharedArrayBuffer = memoryFor(FIRST_SLOTS)) {
    this.#words = new Uint32Array(memory);
  }

  get memory(): SharedArrayBuffer {
    return this.#words.buffer;
  }

  get(key: Fingerprint): Fingerprint | undefined {
    const at = this.#placeOf(key);
    return this.#isEmpty(at) ? undefined : { high: this.#words[at + 2] ?? 0, low: this.#words[at + 3] ?? 0 };
  }

  set(key: Fingerprint, value: Fingerprint): void {
    if (this.#size >= (this.#words.length / WORDS_PER_SLOT) * FULLEST) this.#grow();
    const at = this.#placeOf(key);
    if (this.#isEmpty(at)) this.#size++;
    this.#words.set([key.high, lowOf(key), value.high, value.low], at);
  }

  #isEmpty(at: number): boolean {
    return this.#words[at] === 0 && this.#words[at + 1] === 0;
  }

  /** Where the key is, or else the empty slot where it would be. */
  #placeOf(key: Fingerprint): number {
    const words = this.#words;
    const last = words.length - WORDS_PER_SLOT;
    const low = lowOf(key);
    let at = (key.high * WORDS_PER_SLOT) & last;
    while (!this.#isEmpty(at) && (words[at] !== key.high || words[at + 1] !== low)) at = (at + WORDS_PER_SLOT) & last;
    return at;
  }

  #grow(): void {
    const old = this.#words;
    this.#words = new Uint32Array(memoryFor((old.length / WORDS_PER_SLOT) * 2));
    for (let at = 0; at < old.length; at += WORDS_PER_SLOT) {
      const [high = 0, low = 0] = old.subarray(at, at + 2);
      if (high !== 0 || low !== 0) this.#words.set(old.subarray(at, at + WORDS_PER_SLOT), this.#placeOf({ high, low }));
    }
  }
}

/** @param slots A power of two. */
const memoryFor = (slots: number): SharedArrayBuffer =>
  new SharedArrayBuffer(slots * WORDS_PER_SLOT * Uint32Array.BYTES_PER_ELEMENT);

/** All zeros once in 2^64 keys: then the next one. */
const lowOf = ({ high, low }: Fingerprint): number => (high === 0 && low === 0 ? 1 : low);
