/** Volume descriptors: their set, their fields, their dates (rules R1, R3–R9, R11–R28, R52, R65). */
import { BLOCK_SIZE, bootRecord, byteOffsetOf, terminator, type VolumeDescriptorValue } from 'iso9660-format';
import type { FoundDescriptor } from '../descriptors.ts';
import { fieldOffset } from '../field-offset.ts';
import { firstOther } from '../inventory/first-other.ts';
import { strictTableOf } from '../inventory/tree.ts';
import { type Check, numbers, type Report, type Verification } from './check.ts';
import { checkFields } from './fields.ts';

const FIRST_BLOCK = 16;
/** R5. */
const BOOT_BLOCK = 17;
/** R9: what libarchive takes for too small. */
const SMALLEST_VOLUME = 20;

export const checkDescriptors: Check = (verification) => {
  const { inventory, report } = verification;
  const { all } = inventory.descriptors;
  checkSet(all, report);
  for (const descriptor of all) checkFieldsOf(descriptor, verification);
  for (const descriptor of all) checkVolume(descriptor, verification);
  checkSizes(verification);
};

const whereOf = ({ block }: FoundDescriptor, byte = 0) => ({ offset: byteOffsetOf(block) + byte });

function checkSet(all: readonly FoundDescriptor[], report: Report): void {
  for (const descriptor of all) {
    const { kind, block } = descriptor;
    if (kind === 'unknown') report('descriptor-type-unknown', whereOf(descriptor));
    if (kind === 'boot' && block !== BOOT_BLOCK)
      report('boot-record-misplaced', whereOf(descriptor), numbers(BOOT_BLOCK, block));
  }
  const [first, ...repeats] = all.filter(({ kind }) => kind === 'primary');
  if (first === undefined) return;
  if (first.block !== FIRST_BLOCK) report('primary-not-first', whereOf(first), numbers(FIRST_BLOCK, first.block));
  for (const repeat of repeats) {
    if (!isSame(first, repeat)) report('primary-repeat-differs', whereOf(repeat));
  }
}

function isSame(a: FoundDescriptor, b: FoundDescriptor): boolean {
  for (let index = 0; index < BLOCK_SIZE; index++) if (a.bytes[a.at + index] !== b.bytes[b.at + index]) return false;
  return true;
}

/** R15: "config-2" and "cidata" break it and the whole world does. */
const LABEL: ReadonlySet<string> = new Set(['volumeIdentifier']);

function checkFieldsOf(descriptor: FoundDescriptor, { report, isStrict }: Verification): void {
  const { kind, bytes, at } = descriptor;
  if (kind === 'terminator') checkFields(report, terminator, bytes, at, whereOf(descriptor));
  if (kind === 'boot') checkFields(report, bootRecord, bytes, at, whereOf(descriptor));
  if (!descriptor.opensTree) return;
  const isRelaxed = !isStrict && kind === 'primary';
  checkFields(report, strictTableOf(descriptor), bytes, at, whereOf(descriptor), isRelaxed ? LABEL : undefined);
}

function checkVolume(descriptor: FoundDescriptor, { report }: Verification): void {
  const { value } = descriptor;
  if (value === undefined) return;
  const table = strictTableOf(descriptor);
  const at = (field: string) => whereOf(descriptor, fieldOffset(table, field));
  if (value.volumeSetSize !== 1) report('volume-set', at('volumeSetSize'), numbers(1, value.volumeSetSize));
  if (value.volumeSequenceNumber !== 1) {
    report('volume-set', at('volumeSequenceNumber'), numbers(1, value.volumeSequenceNumber));
  }
  if (value.logicalBlockSize !== BLOCK_SIZE) {
    report('constant-mismatch', at('logicalBlockSize'), {
      rule: 'R18',
      ...numbers(BLOCK_SIZE, value.logicalBlockSize),
    });
  }
  if (value.created === undefined && value.modified === undefined) report('volume-dates-missing', at('created'));
  const { applicationUse } = value;
  const isUsed = firstOther(applicationUse, 0, applicationUse.length) < applicationUse.length;
  if (isUsed) report('application-use-not-zero', at('applicationUse'));
}

/** Fields that all descriptors of one volume must share, with the code for a difference. */
const SHARED: readonly (readonly [keyof VolumeDescriptorValue, 'volume-size-differs' | 'volume-dates-differ'])[] = [
  ['volumeSpaceSize', 'volume-size-differs'],
  ['created', 'volume-dates-differ'],
  ['modified', 'volume-dates-differ'],
];

function checkSizes({ inventory, report }: Verification): void {
  const { descriptors, byteLength, volumeByteLength } = inventory;
  const size = whereOf(descriptors.primary, fieldOffset(strictTableOf(descriptors.primary), 'volumeSpaceSize'));
  const blocks = volumeByteLength / BLOCK_SIZE;
  if (byteLength % BLOCK_SIZE !== 0) report('image-not-whole-blocks', { offset: byteLength });
  if (volumeByteLength > byteLength)
    report('volume-larger-than-image', size, numbers(Math.floor(byteLength / BLOCK_SIZE), blocks));
  if (volumeByteLength < byteLength - (byteLength % BLOCK_SIZE)) {
    report('image-tail', { offset: volumeByteLength }, numbers(volumeByteLength, byteLength));
  }
  if (blocks <= SMALLEST_VOLUME) report('volume-small', size, { got: `${blocks}` });
  const wanted = descriptors.primary.value;
  for (const other of [descriptors.joliet, descriptors.enhanced]) {
    if (other !== undefined && wanted !== undefined) checkShared(other, wanted, report);
  }
}

function checkShared(other: FoundDescriptor, wanted: VolumeDescriptorValue, report: Report): void {
  for (const [field, code] of SHARED) {
    const [expected, got] = [textOf(wanted[field]), textOf(other.value?.[field])];
    const where = whereOf(other, fieldOffset(strictTableOf(other), field));
    if (expected !== got) report(code, where, { expected, got });
  }
}

const textOf = (value: unknown): string => {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'number' ? `${value}` : 'not given';
};
