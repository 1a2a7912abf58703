/** Bytes in pieces of any size become lines, of which none is held that is longer than allowed. */

const LF = 0x0a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Without the LF; undefined when it is too long. */
  readonly bytes: Uint8Array | undefined;
  /** In the source, with its LF. */
  readonly byteLength: number;
}

/** So many bytes, or times the limit, of a line are skipped to find its end. */
const MOST_BYTES_SKIPPED = 64 * 1024 * 1024;
const MOST_LIMITS_SKIPPED = 16;

export class LineSplitter {
  readonly #limit: number;
  #number = 1;
  #begun: Uint8Array[] = [];
  #begunLength = 0;

  /** @param limit Bytes of a line, without its LF. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The lines that end in a piece. They may share its memory. */
  *push(piece: Uint8Array): Generator<Line> {
    let from = 0;
    for (let end = piece.indexOf(LF); end !== -1; end = piece.indexOf(LF, from)) {
      yield this.#line(piece.subarray(from, end), 1);
      from = end + 1;
    }
    this.#keep(piece.subarray(from));
  }

  /** Tells whether the line that has begun is so much longer than allowed that nobody knows whether it ends. */
  get isEndless(): boolean {
    return this.#begunLength > Math.max(MOST_BYTES_SKIPPED, this.#limit * MOST_LIMITS_SKIPPED);
  }

  /** What follows the last LF, if anything does. */
  *end(): Generator<Line> {
    if (this.#begunLength > 0) yield this.#line(new Uint8Array(), 0);
  }

  #line(rest: Uint8Array, terminatorLength: number): Line {
    const length = this.#begunLength + rest.length;
    const bytes = length > this.#limit ? undefined : this.#whole(rest);
    this.#begun = [];
    this.#begunLength = 0;
    const number = this.#number++;
    return { number, bytes: number === 1 ? withoutMark(bytes) : bytes, byteLength: length + terminatorLength };
  }

  #keep(rest: Uint8Array): void {
    this.#begunLength += rest.length;
    if (this.#begunLength > this.#limit) this.#begun = [];
    else if (rest.length > 0) this.#begun.push(rest.slice());
  }

  #whole(rest: Uint8Array): Uint8Array {
    return this.#begun.length === 0 ? rest : Buffer.concat([...this.#begun, rest]);
  }
}

const withoutMark = (bytes: Uint8Array | undefined): Uint8Array | undefined =>
  BYTE_ORDER_MARK.every((byte, index) => bytes?.[index] === byte) ? bytes?.subarray(BYTE_ORDER_MARK.length) : bytes;

/** Tells whether a line holds nothing but what JSON calls white space. */
export const isBlank = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
