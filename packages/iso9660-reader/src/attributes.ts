/**
 * What the system use area of one record says: System Use Sharing Protocol 1.12 and Rock Ridge 1.12 (IEEE P1281, P1282
 * drafts), the older forms too. One object is filled again for every record of a tree.
 */
import {
  alternateName,
  childLink,
  continuationArea,
  type DeviceNumber,
  deviceNumber,
  nameFlags,
  posixAttributes,
  posixAttributesWithoutSerial,
  SYSTEM_USE_HEADER_LENGTH,
  timeStampFlags,
  timeStamps,
  type UnknownSystemUse,
} from 'iso9660-format';
import type { ImageCode } from './codes.ts';
import type { DateMemo } from './date-memo.ts';
import { fixedLimits } from './limits.ts';
import { NamePieces, TargetPieces } from './pieces.ts';
import { signatures } from './signatures.ts';
import { textOf } from './text.ts';

// Constants of this module: looking them up in an object for every entry costs.
const { PX, PN, SL, NM, CL, PL, RE, TF, CE, SP, ER, ST, PD, ES, RR } = signatures;

/** Where the rest of a system use area is. */
export interface Continuation {
  readonly block: number;
  readonly offset: number;
  readonly byteLength: number;
}

export type SystemUseFault = Extract<ImageCode, 'system-use-invalid' | 'name-invalid' | 'link-invalid'>;

/** What PX says of a record, its serial number apart. */
export interface PosixFacts {
  /** All bits, those of the file type too. */
  readonly mode: number;
  readonly linkCount: number;
  readonly uid: number;
  readonly gid: number;
}

export class Attributes {
  posix: PosixFacts | undefined;
  /** 0: not given. */
  serialNumber = 0;
  name: string | undefined;
  modified: Date | undefined;
  target: string | undefined;
  device: DeviceNumber | undefined;
  childBlock: number | undefined;
  isRelocated = false;
  hasExtensionsReference = false;
  continuation: Continuation | undefined;
  unknown: UnknownSystemUse[] | undefined;
  /** The first thing that does not hold together. */
  fault: SystemUseFault | undefined;

  readonly #dates: DateMemo;
  #lastPosix: PosixFacts = { mode: 0, linkCount: 0, uid: 0, gid: 0 };
  #name: NamePieces | undefined;
  #target: TargetPieces | undefined;

  constructor(dates: DateMemo) {
    this.#dates = dates;
  }

  reset(): void {
    this.posix = undefined;
    this.serialNumber = 0;
    this.name = undefined;
    this.modified = undefined;
    this.target = undefined;
    this.device = undefined;
    this.childBlock = undefined;
    this.isRelocated = false;
    this.hasExtensionsReference = false;
    this.continuation = undefined;
    this.unknown = undefined;
    this.fault = undefined;
    this.#name = undefined;
    this.#target = undefined;
  }

  /** Takes the entries of one area, `bytes[from]` to before `bytes[to]`. Stops at the first that does not fit. */
  take(bytes: Uint8Array, from: number, to: number): void {
    let at = from;
    while (at + SYSTEM_USE_HEADER_LENGTH <= to) {
      const length = bytes[at + 2]!;
      if (length < SYSTEM_USE_HEADER_LENGTH || at + length > to) {
        // SUSP 4: less than four bytes, or zeros, may follow the last entry.
        if (bytes[at] !== 0 || length !== 0) this.fault ??= 'system-use-invalid';
        return;
      }
      const kind = bytes[at]! * 0x100 + bytes[at + 1]!;
      if (kind === ST) return;
      this.#takeEntry(kind, bytes, at, length);
      at += length;
    }
  }

  /** Texts that came in several entries; call when the last area is taken. */
  end(): void {
    if (this.#target !== undefined) this.target = this.#target.text();
    if (this.#name === undefined) return;
    this.#endName(this.#name);
    this.fault ??= 'system-use-invalid';
  }

  #takeEntry(kind: number, bytes: Uint8Array, at: number, length: number): void {
    if (kind === PX) this.#takePosix(bytes, at, length);
    else if (kind === TF) this.#takeTimes(bytes, at, length);
    else if (kind === NM) this.#takeName(bytes, at, length);
    else if (kind === SL) this.#takeTarget(bytes, at, length);
    else if (kind === CE) this.#takeContinuation(bytes, at, length);
    else if (kind === PN) this.#takeDevice(bytes, at, length);
    else if (kind === CL) this.#takeChild(bytes, at, length);
    else if (kind === RE) this.isRelocated = true;
    else if (kind === ER) this.hasExtensionsReference = true;
    else if (kind !== PL && kind !== SP && kind !== PD && kind !== ES && kind !== RR) {
      // What only organises the area or the protocol is never kept.
      this.#keep(bytes, at, length);
    }
  }

  #takePosix(bytes: Uint8Array, at: number, length: number): void {
    if (!this.#fits(posixAttributesWithoutSerial, length)) return;
    this.posix = this.#posixOf(bytes, at);
    if (length >= posixAttributes.byteLength) this.serialNumber = posixAttributes.get.serialNumber(bytes, at);
  }

  /** Neighbours mostly agree in mode, links and owner, so that they share one object. */
  #posixOf(bytes: Uint8Array, at: number): PosixFacts {
    const { get } = posixAttributes;
    const mode = get.mode(bytes, at);
    const linkCount = get.linkCount(bytes, at);
    const uid = get.uid(bytes, at);
    const gid = get.gid(bytes, at);
    const last = this.#lastPosix;
    const isSame = last.mode === mode && last.linkCount === linkCount && last.uid === uid && last.gid === gid;
    if (!isSame) this.#lastPosix = { mode, linkCount, uid, gid };
    return this.#lastPosix;
  }

  /** RRIP 4.1.6: stamps follow in bit order, so the modification time is the first or the second. */
  #takeTimes(bytes: Uint8Array, at: number, length: number): void {
    if (!this.#fits(timeStamps, length)) return;
    const flags = timeStamps.get.flags(bytes, at);
    // R111: the long form is of 17 bytes; nobody writes it and Linux misreads it.
    if ((flags & timeStampFlags.modify) === 0 || (flags & timeStampFlags.longForm) !== 0) return;
    const stamp = timeStamps.byteLength + (flags & timeStampFlags.creation) * STAMP_BYTES;
    if (stamp + STAMP_BYTES > length) this.fault ??= 'system-use-invalid';
    else this.modified = this.#dates.at(bytes, at + stamp);
  }

  #takeName(bytes: Uint8Array, at: number, length: number): void {
    const from = at + alternateName.byteLength;
    const to = at + length;
    if (from > to) {
      this.fault ??= 'system-use-invalid';
      return;
    }
    const continues = (alternateName.get.flags(bytes, at) & nameFlags.continue) !== 0;
    if (!continues && this.#name === undefined) {
      // An empty name is none: `.` and `..` have such ones, with flags that say which (RRIP 4.1.4).
      if (from < to) this.name = textOf(bytes, from, to);
      return;
    }
    this.#name ??= new NamePieces(fixedLimits.nameBytes);
    if (!this.#name.add(bytes, from, to)) this.fault = 'name-invalid';
    if (!continues) this.#endName(this.#name);
  }

  #endName(pieces: NamePieces): void {
    this.name = pieces.text();
    this.#name = undefined;
  }

  #takeTarget(bytes: Uint8Array, at: number, length: number): void {
    this.#target ??= new TargetPieces(fixedLimits.linkTargetBytes);
    const outcome = this.#target.takeEntry(bytes, at, length);
    if (outcome === 'too long') this.fault = 'link-invalid';
    if (outcome === 'invalid') this.fault ??= 'system-use-invalid';
  }

  /** R103: number pairs as Linux takes them: all in `low`, or major in `high`. */
  #takeDevice(bytes: Uint8Array, at: number, length: number): void {
    if (!this.#fits(deviceNumber, length)) return;
    const high = deviceNumber.get.high(bytes, at);
    const low = deviceNumber.get.low(bytes, at);
    const isPacked = high === 0 && low > 0xff;
    this.device = isPacked ? { major: Math.floor(low / 0x100), minor: low % 0x100 } : { major: high, minor: low };
  }

  #takeChild(bytes: Uint8Array, at: number, length: number): void {
    if (this.#fits(childLink, length)) this.childBlock = childLink.get.block(bytes, at);
  }

  /** Two in one area: the last one counts, as in Linux. */
  #takeContinuation(bytes: Uint8Array, at: number, length: number): void {
    if (!this.#fits(continuationArea, length)) return;
    const { block, offset, byteLength } = continuationArea.get;
    this.continuation = { block: block(bytes, at), offset: offset(bytes, at), byteLength: byteLength(bytes, at) };
  }

  #fits(table: { readonly byteLength: number }, length: number): boolean {
    if (length < table.byteLength) this.fault ??= 'system-use-invalid';
    return length >= table.byteLength;
  }

  #keep(bytes: Uint8Array, at: number, length: number): void {
    this.unknown ??= [];
    if (this.unknown.length === fixedLimits.unknownEntriesPerRecord) {
      this.fault ??= 'system-use-invalid';
      return;
    }
    this.unknown.push({
      signature: String.fromCharCode(bytes[at]!, bytes[at + 1]!),
      version: bytes[at + 3]!,
      payload: bytes.slice(at + SYSTEM_USE_HEADER_LENGTH, at + length),
    });
  }
}

const STAMP_BYTES = 7;
