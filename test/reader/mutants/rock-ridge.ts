/** Mutants of system use and Rock Ridge (R88–R116). */
import {
  alternateName,
  BLOCK_SIZE,
  childLink,
  continuationArea,
  directoryRecord,
  nameFlags,
  parentLink,
  posixAttributes,
  sharingProtocol,
  symbolicLink,
  systemUseOffset,
  timeStamps,
} from 'iso9660-format';
import type { Editor } from './editor.ts';
import type { Mutant } from './mutant.ts';

const { put } = directoryRecord;
const { put: putAttributes } = posixAttributes;
const useOf = (image: Editor, path: string, signature: string): number => image.use(image.record(path), signature);
const rename = (path: string, from: string, to: string) => (image: Editor) => image.text(useOf(image, path, from), to);

export const ROCK_RIDGE_MUTANTS: readonly Mutant[] = [
  { rule: 'R88', what: 'another check word', edit: (image) => image.set(image.use(image.dot('', 0), 'SP') + 4, 0) },
  { rule: 'R88', what: 'no announcement', edit: (image) => image.text(image.use(image.dot('', 0), 'SP'), 'XX') },
  {
    rule: 'R88',
    what: 'skipped bytes',
    edit: (image) => sharingProtocol.put.skipLength(image.bytes, image.use(image.dot('', 0), 'SP'), 2),
  },
  { rule: 'R88', what: 'an announcement elsewhere', edit: rename('beta.bin', 'TF', 'SP') },
  { rule: 'R89', what: 'an entry of three bytes', edit: (image) => image.set(useOf(image, 'beta.bin', 'TF') + 2, 3) },
  {
    rule: 'R89',
    what: 'an entry that reaches too far',
    edit: (image) => image.set(useOf(image, 'beta.bin', 'NM') + 2, 200),
  },
  { rule: 'R89', what: 'version 2', edit: (image) => image.set(useOf(image, 'beta.bin', 'TF') + 3, 2) },
  { rule: 'R90', what: 'a terminator', edit: rename('beta.bin', 'TF', 'ST') },
  { rule: 'R91', what: 'a padding entry', edit: rename('beta.bin', 'TF', 'PD') },
  { rule: 'R92', what: 'no reference', edit: (image) => image.text(image.use(image.dot('', 0), 'ER'), 'XX') },
  { rule: 'R92', what: 'a reference in a file', edit: rename('beta.bin', 'TF', 'ER') },
  {
    rule: 'R93',
    what: 'an unknown reference',
    edit: (image) => image.text(image.use(image.dot('', 0), 'ER') + 8, 'XXXX'),
  },
  {
    rule: 'R94',
    what: 'a continuation past its block',
    edit: (image) => continuationArea.put.offset(image.bytes, useOf(image, 'longlink', 'CE'), 2040),
  },
  {
    rule: 'R94',
    what: 'a continuation outside the image',
    edit: (image) => continuationArea.put.block(image.bytes, useOf(image, 'longlink', 'CE'), 5000),
  },
  { rule: 'R94', what: 'a continuation on another one', edit: overlapContinuations },
  { rule: 'R94', what: 'two continuations', edit: rename('longlink', 'TF', 'CE') },
  { rule: 'R95', what: 'a continuation before the rest', edit: moveContinuationFirst },
  { rule: 'R96', what: 'a continuation that continues in itself', edit: loopContinuation },
  {
    rule: 'R97',
    what: 'a continuation behind its file',
    edit: (image) => put.extentBlock(image.bytes, image.record('longlink'), 20),
  },
  { rule: 'R98', what: 'a record without system use', edit: stripSystemUse },
  { rule: 'R100', what: 'no attributes', edit: rename('beta.bin', 'PX', 'XX') },
  {
    rule: 'R100',
    what: 'a directory that is a file',
    edit: (image) => putAttributes.mode(image.bytes, useOf(image, 'dir', 'PX'), 0o100444),
  },
  { rule: 'R100', what: 'a mode with two values', edit: (image) => image.set(useOf(image, 'beta.bin', 'PX') + 9, 7) },
  {
    rule: 'R100',
    what: 'attributes of the older form',
    edit: (image) => image.set(useOf(image, 'beta.bin', 'PX') + 2, 36),
  },
  {
    rule: 'R101',
    what: 'serial number 0',
    edit: (image) => putAttributes.serialNumber(image.bytes, useOf(image, 'beta.bin', 'PX'), 0),
  },
  { rule: 'R101', what: 'one serial number for two files', edit: shareSerial },
  {
    rule: 'R102',
    what: 'nine links of one name',
    edit: (image) => putAttributes.linkCount(image.bytes, useOf(image, 'beta.bin', 'PX'), 9),
  },
  {
    rule: 'R102',
    what: 'nine links of a directory',
    edit: (image) => putAttributes.linkCount(image.bytes, image.use(image.dot('dir', 0), 'PX'), 9),
  },
  { rule: 'R103', what: 'a device without number', edit: rename('chars', 'PN', 'XX') },
  { rule: 'R104', what: 'a link without target', edit: rename('link', 'SL', 'XX') },
  {
    rule: 'R104',
    what: 'a last entry that continues',
    edit: (image) => symbolicLink.put.flags(image.bytes, useOf(image, 'link', 'SL'), 1),
  },
  { rule: 'R104', what: 'a component of two kinds', edit: (image) => image.set(useOf(image, 'link', 'SL') + 5, 6) },
  { rule: 'R104', what: 'a component past the entry', edit: (image) => image.set(useOf(image, 'link', 'SL') + 6, 99) },
  { rule: 'R105', what: 'an entry that ends with a whole component', edit: splitTarget },
  {
    rule: 'R106',
    what: 'an unknown flag',
    edit: (image) => alternateName.put.flags(image.bytes, useOf(image, 'beta.bin', 'NM'), 8),
  },
  { rule: 'R106', what: 'a slash', edit: (image) => image.text(useOf(image, 'beta.bin', 'NM') + 6, '/') },
  {
    rule: 'R106',
    what: 'a name that goes on nowhere',
    edit: (image) => alternateName.put.flags(image.bytes, useOf(image, 'beta.bin', 'NM'), nameFlags.continue),
  },
  { rule: 'R107', what: 'a name of 254 bytes', base: 'long name', edit: () => undefined },
  {
    rule: 'R108',
    what: 'a name of the directory itself',
    edit: (image) => image.text(image.use(image.dot('dir', 0), 'TF'), 'NM'),
  },
  { rule: 'R109', what: 'an entry of the older version', edit: rename('beta.bin', 'TF', 'RR') },
  {
    rule: 'R110',
    what: 'two files of one name',
    edit: (image) => image.text(useOf(image, 'betb.bin', 'NM') + 5, 'beta'),
  },
  {
    rule: 'R110',
    what: 'names that differ in case only',
    edit: (image) => image.text(useOf(image, 'betb.bin', 'NM') + 5, 'betA'),
  },
  {
    rule: 'R111',
    what: 'one stamp too many',
    edit: (image) => timeStamps.put.flags(image.bytes, useOf(image, 'beta.bin', 'TF'), 0x0f),
  },
  {
    rule: 'R111',
    what: 'long stamps',
    edit: (image) => timeStamps.put.flags(image.bytes, useOf(image, 'beta.bin', 'TF'), 0x82),
  },
  {
    rule: 'R112',
    what: 'a child link elsewhere',
    base: 'relocated',
    edit: (image) => childLink.put.block(image.bytes, placeholder(image), 20),
  },
  {
    rule: 'R112',
    what: 'a parent link elsewhere',
    base: 'relocated',
    edit: (image) => parentLink.put.block(image.bytes, parentLinkIn(image), 20),
  },
  {
    rule: 'R112',
    what: 'no mark',
    base: 'relocated',
    edit: (image) => image.text(image.use(moved(image), 'RE'), 'XX'),
  },
  {
    rule: 'R113',
    what: 'a holder of another name',
    base: 'relocated',
    edit: (image) => image.text(useOf(image, 'rr_moved', 'NM') + 5, 'xx'),
  },
  { rule: 'R115', what: 'a sparse file', edit: rename('beta.bin', 'TF', 'SF') },
  {
    rule: 'R116',
    what: 'a pipe with contents',
    edit: (image) => put.dataByteLength(image.bytes, image.record('pipe5'), 1),
  },
];

function overlapContinuations(image: Editor): void {
  const entry = useOf(image, 'longlink', 'CE');
  const other = useOf(image, 'longlink2', 'CE');
  continuationArea.put.block(image.bytes, entry, continuationArea.get.block(image.bytes, other));
  continuationArea.put.offset(image.bytes, entry, continuationArea.get.offset(image.bytes, other));
}

function moveContinuationFirst(image: Editor): void {
  const [from] = image.area(image.record('longlink'));
  const at = useOf(image, 'longlink', 'CE');
  const entry = image.bytes.slice(at, at + continuationArea.byteLength);
  image.bytes.copyWithin(from + entry.length, from, at);
  image.bytes.set(entry, from);
}

/** The continuation is made to hold nothing but the entry that leads to it. */
function loopContinuation(image: Editor): void {
  const at = useOf(image, 'longlink', 'CE');
  const block = continuationArea.get.block(image.bytes, at);
  const offset = continuationArea.get.offset(image.bytes, at);
  continuationArea.put.byteLength(image.bytes, at, continuationArea.byteLength);
  image.bytes.copyWithin(block * BLOCK_SIZE + offset, at, at + continuationArea.byteLength);
}

function stripSystemUse(image: Editor): void {
  const record = image.last('dir');
  const core = systemUseOffset(image.bytes[record + 32]!);
  image.bytes.fill(0, record + core, record + image.bytes[record]!);
  image.set(record, core);
}

function shareSerial(image: Editor): void {
  const serial = posixAttributes.get.serialNumber(image.bytes, useOf(image, 'beta.bin', 'PX'));
  putAttributes.serialNumber(image.bytes, useOf(image, 'betb.bin', 'PX'), serial);
}

/** The last component of the first SL of a long target no longer says that it continues. */
function splitTarget(image: Editor): void {
  const entry = useOf(image, 'longlink', 'SL');
  const end = entry + image.bytes[entry + 2]!;
  let last = entry + symbolicLink.byteLength;
  for (let at = last; at < end; at += 2 + image.bytes[at + 1]!) last = at;
  image.set(last, 0);
}

const placeholder = (image: Editor): number => {
  const path = Array.from({ length: 7 }, (_, level) => `l${level}`).join('/');
  return image.use(image.record(`${path}/l7`), 'CL');
};

/** The record of the directory that was moved. */
const moved = (image: Editor): number => image.last('rr_moved');

const parentLinkIn = (image: Editor): number => {
  const { identifier } = image.records('rr_moved', 'plain').at(-1)!;
  return image.use(image.dot(`rr_moved/${identifier}`, 1), 'PL');
};
