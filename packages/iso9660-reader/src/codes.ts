/**
 * Every code this package can report, in one table: what it means, how much it weighs, and the rule it stands for.
 * Codes are API. `refuses` marks what an image cannot be read past: opening or listing throws it, verifying collects it.
 */
import { BLOCK_SIZE, InvalidImageError, type Issue, printable, type Severity } from 'iso9660-format';

interface Meaning {
  readonly severity: Severity;
  /** Number of the rule page, where one rule is meant. */
  readonly rule?: string;
  readonly refuses?: true;
  readonly meaning: string;
}

const refusal = (rule: string, meaning: string): Meaning => ({ severity: 'error', rule, refuses: true, meaning });
const warning = (rule: string, meaning: string): Meaning => ({ severity: 'warning', rule, meaning });
const notice = (rule: string, meaning: string): Meaning => ({ severity: 'notice', rule, meaning });

const readingCodes = {
  'image-truncated': refusal('R1', 'the image ends before its first volume descriptor does'),
  'source-short': refusal('R1', 'the source gave fewer bytes than it promised'),
  'image-too-large': refusal('R1', 'the image is larger than the caller allows'),
  'not-an-iso-image': refusal('R3', 'there is no volume descriptor where one must be'),
  'descriptors-invalid': refusal('R4', 'the volume descriptors do not describe a volume'),
  'block-size-unsupported': refusal('R18', 'the logical blocks are not 2048 bytes long'),
  'extent-outside-image': refusal('R53', 'an extent is not inside the image'),
  'directory-invalid': refusal('R35', 'what should be a directory is none'),
  'directory-too-large': refusal('R34', 'a directory is larger than the limit'),
  'directory-loop': refusal('R37', 'a directory is reached a second time'),
  'directory-overlap': refusal('R10', 'the directories together are longer than the image: they overlap'),
  'record-invalid': refusal('R33', 'a directory record does not hold together'),
  'name-invalid': refusal('R106', 'a name cannot be a name'),
  'link-invalid': refusal('R104', 'the target of a symbolic link cannot be a target'),
  'multi-extent-invalid': refusal('R54', 'the sections of a file do not belong together'),
  'too-many-sections': refusal('R57', 'a file has more sections than the limit'),
  'continuation-loop': refusal('R96', 'continuation areas do not come to an end'),
  'continuation-outside-block': refusal('R94', 'a continuation area is not inside its block'),
  'too-deep': refusal('R36', 'the tree is deeper than the limit'),
  'too-many-entries': refusal('R39', 'the tree has more entries than the limit'),
  'time-limit': refusal('R39', 'reading takes longer than the limit'),
  'interleaved-file': refusal('R32', 'an interleaved file is not read'),
  'other-volume': refusal('R32', 'the file is on another volume of the set'),
  'terminator-missing': warning('R6', 'the volume descriptor set has no terminator'),
  'tree-outside-image': warning(
    'R53',
    'the root of a supplementary tree is not inside the image; the tree is left out',
  ),
  'file-outside-image': warning('R53', 'a file is not inside the image'),
  'directory-not-whole-blocks': warning('R34', 'the length of a directory is not a whole number of blocks'),
  'directory-without-extent': warning('R34', 'a directory has no extent'),
  'directory-without-self': warning('R35', 'a directory does not begin with its own record'),
  'dot-record-misplaced': warning('R35', 'a record for the directory itself or its parent stands elsewhere'),
  'associated-file': notice('R32', 'an associated file is not listed'),
  'system-use-invalid': warning('R89', 'a system use entry does not hold together'),
  'name-too-long': warning('R107', 'a name is longer than readers can show'),
  'name-not-utf8': notice('R106', 'a name is not UTF-8'),
  'link-without-target': warning('R104', 'a symbolic link has no target; listed as a file'),
  'device-without-number': warning('R103', 'a device has no number'),
  'relocation-without-link': warning('R112', 'a relocated directory has no place; listed where it lies'),
  'more-of-the-same': notice('R39', 'further findings of one kind are counted, not listed'),
} as const satisfies Record<string, Meaning>;

/** All codes of this package. */
export const imageCodes = readingCodes;

export type ImageCode = keyof typeof imageCodes;

/** Where something is: bytes from the start of the image, and the path in the tree where there is one. */
export interface Where {
  readonly offset: number;
  readonly path?: string;
}

/** An issue of an image: besides the sentence, everything a program may want. */
export interface ImageIssue extends Issue {
  readonly block: number;
  /** Bytes from the start of the block. */
  readonly byte: number;
  readonly path?: string;
  readonly expected?: string;
  readonly got?: string;
}

export interface Detail {
  readonly rule?: string;
  readonly severity?: Severity;
  readonly expected?: string;
  readonly got?: string;
}

/** `place` is printed `block[16].byte[40]`. */
export function imageIssue(code: ImageCode, { offset, path }: Where, detail: Detail = {}): ImageIssue {
  const { meaning, severity, rule }: Meaning = imageCodes[code];
  const block = Math.floor(offset / BLOCK_SIZE);
  const byte = offset % BLOCK_SIZE;
  const differs = detail.expected === undefined ? '' : `: expected ${detail.expected}, got ${detail.got ?? 'none'}`;
  const of = path === undefined ? '' : ` ("${printable(path)}")`;
  const ruleOf = detail.rule ?? rule;
  return {
    code,
    severity: detail.severity ?? severity,
    place: ['block', block, 'byte', byte],
    ...(ruleOf === undefined ? {} : { rule: ruleOf }),
    message: `${meaning}${of}${differs}`,
    block,
    byte,
    ...(path === undefined ? {} : { path }),
    ...(detail.expected === undefined ? {} : { expected: detail.expected }),
    ...(detail.got === undefined ? {} : { got: detail.got }),
  };
}

export const imageError = (code: ImageCode, where: Where, detail?: Detail): InvalidImageError =>
  new InvalidImageError([imageIssue(code, where, detail)]);
