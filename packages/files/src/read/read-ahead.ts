/** Reading ahead: many small reads of neighbours, as the files of an image are, become few large ones. */
import type { ByteSource } from 'iso9660-reader';
import { SpareBuffer } from '../spare-buffer.ts';

/** For all files of an image, one after another. */
const windows = new SpareBuffer(256 * 1024);

/** Makes a source read ahead where its bytes come at once; a source that has to be waited for is left as it is. */
export function readingAhead(source: ByteSource): ByteSource {
  const readInto = source.readInto?.bind(source);
  if (readInto === undefined) return source;
  const { byteLength } = source;
  const ahead = new ReadAhead(byteLength, windows, readInto);
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

/** Answers small reads of a source from the last range that was read of it: from a read on, or around one that went back. */
export class ReadAhead {
  readonly #byteLength: number;
  readonly #windows: SpareBuffer;
  readonly #readInto: (target: Uint8Array, offset: number) => void;
  #window: Uint8Array<ArrayBuffer> | undefined;
  #start = 0;
  #end = 0;

  constructor(byteLength: number, windows: SpareBuffer, readInto: (target: Uint8Array, offset: number) => void) {
    this.#byteLength = byteLength;
    this.#windows = windows;
    this.#readInto = readInto;
  }

  readInto(target: Uint8Array, offset: number): void {
    const length = target.byteLength;
    const window = length > this.#windows.byteLength / 2 ? undefined : this.#windowOver(offset, length);
    if (window === undefined) this.#readInto(target, offset);
    else target.set(window.subarray(offset - this.#start, offset - this.#start + length));
  }

  /** Undefined where what lies around cannot be read: a disc may be damaged there, and end before it says. */
  #windowOver(offset: number, length: number): Uint8Array | undefined {
    const window = this.#window ?? this.#windows.take();
    this.#window = window;
    if (offset >= this.#start && offset + length <= this.#end) return window;
    const start = offset < this.#start ? Math.max(0, offset - window.byteLength / 2) : offset;
    const end = Math.min(start + window.byteLength, this.#byteLength);
    this.#end = this.#start; // nothing, should the reading fail
    try {
      this.#readInto(window.subarray(0, end - start), start);
    } catch {
      return undefined;
    }
    this.#start = start;
    this.#end = end;
    return window;
  }

  forget(): void {
    if (this.#window !== undefined) this.#windows.give(this.#window);
    this.#window = undefined;
    this.#end = this.#start;
  }
}
