/** Many small reads of neighbours, as the files of an image are, become few large ones. */
import type { ByteSource } from 'iso9660-reader';

/** For all files of an image, one after another. */
const MANY_FILES_BYTES = 256 * 1024;

/** The same source where bytes come at once; a source that has to be waited for is left as it is. */
export function readingAhead(source: ByteSource): ByteSource {
  const readInto = source.readInto?.bind(source);
  if (readInto === undefined) return source;
  const { byteLength } = source;
  const ahead = new ReadAhead(byteLength, MANY_FILES_BYTES, readInto);
  return {
    byteLength,
    read: (offset, length) => source.read(offset, length),
    readInto: (target, offset) => ahead.readInto(target, offset),
    close: () => {
      ahead.forget();
      return source.close?.();
    },
  };
}

/** The last range that was read of a source, of which small reads are answered: from a read on, or around one that went back. */
export class ReadAhead {
  readonly #byteLength: number;
  readonly #windowBytes: number;
  readonly #readInto: (target: Uint8Array, offset: number) => void;
  #window: Uint8Array | undefined;
  #start = 0;
  #end = 0;

  constructor(byteLength: number, windowBytes: number, readInto: (target: Uint8Array, offset: number) => void) {
    this.#byteLength = byteLength;
    this.#windowBytes = windowBytes;
    this.#readInto = readInto;
  }

  readInto(target: Uint8Array, offset: number): void {
    const length = target.byteLength;
    if (length > this.#windowBytes / 2) {
      this.#readInto(target, offset);
      return;
    }
    this.#window ??= takeWindow(this.#windowBytes);
    if (offset < this.#start) this.#move(this.#window, Math.max(0, offset - this.#windowBytes / 2));
    else if (offset + length > this.#end) this.#move(this.#window, offset);
    const at = offset - this.#start;
    target.set(this.#window.subarray(at, at + length));
  }

  #move(window: Uint8Array, offset: number): void {
    this.#end = this.#start; // nothing, should the reading fail
    const length = Math.min(window.byteLength, this.#byteLength - offset);
    this.#readInto(window.subarray(0, length), offset);
    this.#start = offset;
    this.#end = offset + length;
  }

  forget(): void {
    if (this.#window !== undefined) giveWindow(this.#window);
    this.#window = undefined;
    this.#end = this.#start;
  }
}

/** The last one given back: drives are mostly read one after another, and a fresh one costs more than reading into it. */
let spare: Uint8Array | undefined;

function takeWindow(byteLength: number): Uint8Array {
  const window = spare?.byteLength === byteLength ? spare : new Uint8Array(byteLength);
  spare = undefined;
  return window;
}

/** It held what the image holds. */
function giveWindow(window: Uint8Array): void {
  spare = window.fill(0);
}
