/** Lines on their way to the threads: in chunks, each line with the name that decides where it goes. */
import { type FleetCode, fleetRefusal } from './codes.ts';
import { type Fingerprint, FingerprintMap, fingerprintOf } from './fingerprints.ts';
import { isBlank, type Line, LineSplitter } from './lines.ts';
import type { Batch, FailedDriveResult, SentLine } from './results.ts';
import { isIn, type Shard } from './shard.ts';

/** Enough that a message costs nothing beside its drives; few enough that progress is seen and memory stays small. */
const CHUNK_LINES = 128;
const CHUNK_BYTES = 1024 * 1024;

export interface ChunkOptions {
  readonly lineByteLength: number;
  readonly shard: Shard | undefined;
  readonly key: Uint8Array;
}

/** A batch for a thread, with what the thread need not see. */
export interface Chunk extends Batch {
  /** Lines that no thread needs to see. */
  readonly refused: readonly FailedDriveResult[];
  /** Lines of other shards. */
  readonly elsewhere: number;
  /** Bytes of the source, with all that lies between the lines. */
  readonly sourceBytes: number;
}

/**
 * Cuts a stream of NDJSON into chunks. A chunk that is short is not waited for longer than its piece: the next may take
 * hours.
 */
export async function* chunksOf(source: AsyncIterable<Uint8Array>, options: ChunkOptions): AsyncGenerator<Chunk> {
  const splitter = new LineSplitter(options.lineByteLength);
  const builder = new ChunkBuilder(options);
  for await (const piece of source) {
    yield* chunked(splitter.push(piece), builder);
    if (splitter.isEndless) {
      builder.endBatch();
      break;
    }
  }
  yield* chunked(splitter.end(), builder);
}

function* chunked(lines: Iterable<Line>, builder: ChunkBuilder): Generator<Chunk> {
  for (const line of lines) {
    builder.add(line);
    if (builder.isFull) yield builder.take();
  }
  if (!builder.isEmpty) yield builder.take();
}

class ChunkBuilder {
  readonly #options: ChunkOptions;
  /** Names so far, with the line each came in. */
  readonly #names = new FingerprintMap();
  #lines: SentLine[] = [];
  #pieces: Uint8Array[] = [];
  #byteLength = 0;
  #refused: FailedDriveResult[] = [];
  #elsewhere = 0;
  #sourceBytes = 0;
  #isOver = false;

  constructor(options: ChunkOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#sourceBytes === 0;
  }

  /** The line that comes next may never end: what follows it cannot be told from it. */
  endBatch(): void {
    this.#isOver = true;
  }

  get isFull(): boolean {
    return this.#lines.length + this.#refused.length >= CHUNK_LINES || this.#byteLength >= CHUNK_BYTES;
  }

  add({ number, bytes, byteLength }: Line): void {
    this.#sourceBytes += byteLength;
    if (bytes !== undefined && isBlank(bytes)) return;
    const instanceName = bytes && instanceNameIn(bytes);
    if (!isHere(this.#options.shard, number, instanceName)) this.#elsewhere++;
    else if (bytes === undefined) this.#refused.push({ ...this.#tooLong(number), endsBatch: this.#isOver });
    else this.#addNamed({ line: number, instanceName, byteLength: bytes.byteLength }, bytes);
  }

  #addNamed(line: SentLine, bytes: Uint8Array): void {
    const earlier = line.instanceName === undefined ? undefined : this.#earlierLine(line.instanceName, line.line);
    if (earlier !== undefined) {
      this.#refused.push(refusedLine(line, 'instance-name-twice', ['instanceName'], `line ${earlier} has it already`));
      return;
    }
    this.#lines.push(line);
    this.#pieces.push(bytes);
    this.#byteLength += bytes.byteLength;
  }

  #earlierLine(instanceName: string, line: number): number | undefined {
    const name = nameFingerprint(this.#options.key, instanceName);
    const earlier = this.#names.get(name);
    if (earlier === undefined) this.#names.set(name, lineValue(line));
    return earlier && lineOf(earlier);
  }

  #tooLong(line: number): FailedDriveResult {
    const message = `the line is longer than ${this.#options.lineByteLength} bytes`;
    return refusedLine({ line }, 'line-too-long', [], message);
  }

  take(): Chunk {
    const chunk = {
      lines: this.#lines,
      bytes: joined(this.#pieces, this.#byteLength),
      refused: this.#refused,
      elsewhere: this.#elsewhere,
      sourceBytes: this.#sourceBytes,
    };
    [this.#lines, this.#pieces, this.#refused] = [[], [], []];
    this.#byteLength = this.#elsewhere = this.#sourceBytes = 0;
    return chunk;
  }
}

export const nameFingerprint = (key: Uint8Array, instanceName: string): Fingerprint =>
  fingerprintOf(key, 'name', instanceName);

const WORD = 2 ** 32;
const lineValue = (line: number): Fingerprint => ({ high: Math.floor(line / WORD), low: line % WORD });
const lineOf = ({ high, low }: Fingerprint): number => high * WORD + low;

/** What is no JSON, or has no name, is for a thread to say. */
function instanceNameIn(bytes: Uint8Array): string | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
    const name =
      typeof value === 'object' && value !== null && 'instanceName' in value ? value.instanceName : undefined;
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}

/** A line without a name must be told by one shard, too. */
const isHere = (shard: Shard | undefined, line: number, instanceName: string | undefined): boolean =>
  shard === undefined || isIn(shard, instanceName ?? `line ${line}`);

const refusedLine = (
  { line, instanceName }: Pick<SentLine, 'line'> & { readonly instanceName?: string | undefined },
  code: FleetCode,
  place: readonly string[],
  message: string,
): FailedDriveResult => ({
  status: 'failed',
  fault: 'input',
  endsBatch: false,
  line,
  instanceName,
  issues: fleetRefusal(code, place, message).issues,
});

/** In memory of its own, which can be handed to another thread. */
function joined(pieces: readonly Uint8Array[], byteLength: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(byteLength);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
