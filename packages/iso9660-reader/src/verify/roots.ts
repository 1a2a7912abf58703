/** Root records and files that descriptors name (rules R21–R23), labels and what else concerns Joliet's descriptor (R67–R71, R85). */
import { byteOffsetOf, directoryRecord, fileFlags, identityOf, rootDirectoryRecord } from 'iso9660-format';
import { type FoundDescriptor, rootRecordOffset } from '../descriptors.ts';
import { fieldOffset } from '../field-offset.ts';
import type { ListedTree } from '../inventory/tree.ts';
import { strictTableOf } from '../inventory/tree.ts';
import { labelsOf } from '../labels.ts';
import { type Check, numbers, type Report, treeNamed, type Verification } from './check.ts';

export const checkRoots: Check = ({ inventory, report }) => {
  for (const tree of inventory.trees) {
    checkRootRecord(tree, report);
    checkNamedFiles(tree, report);
  }
};

const { recordLength, flags, identifierLength } = directoryRecord.get;

function checkRootRecord(tree: ListedTree, report: Report): void {
  const { bytes, at } = tree.descriptor;
  const root = at + rootRecordOffset;
  const where = { offset: tree.rootRecordOffset };
  const length = recordLength(bytes, root);
  if (length !== rootDirectoryRecord.byteLength)
    report('root-record-invalid', where, numbers(rootDirectoryRecord.byteLength, length));
  if (flags(bytes, root) !== fileFlags.directory) {
    report('root-record-invalid', where, { subject: 'flags', ...numbers(fileFlags.directory, flags(bytes, root)) });
  }
  if (identifierLength(bytes, root) !== 1) report('root-record-invalid', where, { subject: 'identifier' });
  checkSelf(tree, root, report);
}

/** R21: the record in the descriptor and the root's own tell the same. */
function checkSelf(tree: ListedTree, root: number, report: Report): void {
  const self = tree.directories[0]?.records[0];
  if (self?.dot !== 'self') return;
  const { bytes } = tree.descriptor;
  const where = { offset: tree.rootRecordOffset };
  const block = directoryRecord.get.extentBlock(bytes, root);
  const byteLength = directoryRecord.get.dataByteLength(bytes, root);
  if (self.extentBlock !== block)
    report('root-record-differs', where, { subject: 'block', ...numbers(self.extentBlock, block) });
  if (self.dataByteLength !== byteLength) {
    report('root-record-differs', where, { subject: 'length', ...numbers(self.dataByteLength, byteLength) });
  }
  for (let index = RECORDED; index < RECORDED + 7; index++) {
    if (bytes[root + index] === self.bytes[self.at + index]) continue;
    report('root-date-differs', where);
    return;
  }
}

const RECORDED = fieldOffset(directoryRecord, 'recorded');

const NAMED_FILES = ['copyrightFileIdentifier', 'abstractFileIdentifier', 'bibliographicFileIdentifier'] as const;
/** R22: an underscore in front makes the rest the name of a file. */
const MAY_NAME_FILES = [
  'volumeSetIdentifier',
  'publisherIdentifier',
  'preparerIdentifier',
  'applicationIdentifier',
] as const;

function checkNamedFiles({ descriptor, directories: [root] }: ListedTree, report: Report): void {
  const wanted = namedFilesOf(descriptor);
  if (wanted.length === 0) return;
  const names = new Set(root?.records.flatMap(({ name, identifier }) => [identityOf(name), identityOf(identifier)]));
  for (const { field, name, rule } of wanted) {
    const offset = byteOffsetOf(descriptor.block) + fieldOffset(strictTableOf(descriptor), field);
    if (!names.has(identityOf(name))) report('descriptor-file-missing', { offset }, { rule });
  }
}

interface NamedFile {
  readonly field: string;
  readonly name: string;
  readonly rule: string;
}

function namedFilesOf({ value }: FoundDescriptor): readonly NamedFile[] {
  if (value === undefined) return [];
  const files = NAMED_FILES.map((field) => ({ field, name: value[field], rule: 'R23' }));
  const texts = MAY_NAME_FILES.map((field) => ({ field, name: value[field], rule: 'R22' }));
  return [
    ...files.filter(({ name }) => name !== ''),
    ...texts.filter(({ name }) => name.startsWith('_')).map((text) => ({ ...text, name: text.name.slice(1) })),
  ];
}

/** Rules R67, R69, R71, R85. */
export const checkJolietDescriptor: Check = (verification) => {
  const { inventory, report } = verification;
  const joliets = inventory.descriptors.all.filter(({ kind }) => kind === 'joliet');
  for (const repeated of joliets.slice(1)) report('joliet-descriptor-repeated', whereOf(repeated));
  const [first] = joliets;
  if (first === undefined) return;
  if (first.bytes[first.at + LEVEL] !== LEVEL_3) report('joliet-level', whereOf(first));
  checkLabels(verification, first);
  const plain = treeNamed(inventory, 'plain')?.directories[0]?.records.length ?? 0;
  const joliet = treeNamed(inventory, 'joliet')?.directories[0]?.records.length ?? 0;
  if (plain <= 2 && joliet > 2) report('plain-root-empty', { offset: inventory.descriptors.primary.block });
};

const whereOf = ({ block }: FoundDescriptor) => ({ offset: byteOffsetOf(block) });

/** Third byte of the escape sequences (BP 89). */
const LEVEL = 90;
const LEVEL_3 = 0x45;
const JOLIET_LABEL_UNITS = 16;

function checkLabels({ inventory, report }: Verification, joliet: FoundDescriptor): void {
  const labels = labelsOf(inventory.descriptors);
  const plainLabel = labels.find(({ descriptor }) => descriptor === 'primary')?.label ?? '';
  const jolietLabel = labels.find(({ descriptor }) => descriptor === 'joliet')?.label ?? '';
  const where = { offset: byteOffsetOf(joliet.block) + fieldOffset(strictTableOf(joliet), 'volumeIdentifier') };
  if (jolietLabel === '' && plainLabel !== '') report('joliet-label-empty', where);
  else if (jolietLabel !== plainLabel.slice(0, JOLIET_LABEL_UNITS)) report('labels-differ', where);
}
