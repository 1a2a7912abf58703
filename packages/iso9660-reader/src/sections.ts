/** Files above 4 GiB (ECMA-119 6.5.1; rules R54–R57): consecutive records of one identifier, all but the last marked. */
import { directoryRecord, fileFlags } from 'iso9660-format';
import type { Findings } from './findings.ts';
import { fixedLimits } from './limits.ts';
import type { RecordReader } from './record-reader.ts';
import { dataBlockOf, type FoundRecord, identifierOffset } from './records.ts';

interface Pending {
  readonly record: FoundRecord;
  readonly bytes: Uint8Array;
  readonly at: number;
}

const { identifierLength, dataByteLength, flags } = directoryRecord.get;

export class Sections {
  readonly #reader: RecordReader;
  readonly #findings: Findings;
  #pending: Pending | undefined;

  constructor(reader: RecordReader, findings: Findings) {
    this.#reader = reader;
    this.#findings = findings;
  }

  /** The first record of a file that has more. A directory cannot have sections. */
  begin(record: FoundRecord, bytes: Uint8Array, at: number): void {
    if (record.kind === 'file') this.#pending = { record, bytes, at };
    else this.#refuse(record);
  }

  /** True when the record is a further section of the file begun before; it is then done with. */
  take(bytes: Uint8Array, at: number): boolean {
    const pending = this.#pending;
    if (pending === undefined) return false;
    if (!isSameIdentifier(pending, bytes, at)) {
      this.#pending = undefined;
      this.#refuse(pending.record);
      return false;
    }
    this.#add(pending.record, bytes, at);
    if ((flags(bytes, at) & fileFlags.moreSections) === 0) this.#pending = undefined;
    return true;
  }

  /** A file whose last section never came. */
  endDirectory(): void {
    if (this.#pending !== undefined) this.#refuse(this.#pending.record);
    this.#pending = undefined;
  }

  #add(record: FoundRecord, bytes: Uint8Array, at: number): void {
    record.rare ??= {};
    record.rare.sections ??= [...record.sections];
    const { sections } = record.rare;
    if (sections.length === fixedLimits.sectionsPerFile) {
      const expected = `at most ${fixedLimits.sectionsPerFile}`;
      this.#findings.report('too-many-sections', whereOf(record), { expected, got: 'more' });
      return;
    }
    const section = { block: dataBlockOf(bytes, at), byteLength: dataByteLength(bytes, at) };
    sections.push(section);
    record.byteLength += section.byteLength;
    this.#reader.lookAtSection(record, bytes, at, section.block, section.byteLength);
  }

  #refuse(record: FoundRecord): void {
    this.#findings.report('multi-extent-invalid', whereOf(record));
  }
}

const whereOf = ({ recordOffset, path }: FoundRecord) => ({ offset: recordOffset, path });

function isSameIdentifier(pending: Pending, bytes: Uint8Array, at: number): boolean {
  const length = identifierLength(bytes, at);
  if (identifierLength(pending.bytes, pending.at) !== length) return false;
  for (let index = identifierOffset; index < identifierOffset + length; index++) {
    if (pending.bytes[pending.at + index] !== bytes[at + index]) return false;
  }
  return true;
}
