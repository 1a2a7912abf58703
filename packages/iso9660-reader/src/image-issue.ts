/** Issues of an image: what is wrong, where exactly, what was expected and what came. Never a content. */
import { InvalidImageError, type Issue, printable, type Severity } from '@configdrive/issues';
import { BLOCK_SIZE } from 'iso9660-format';
import { type ImageCode, imageCodes } from './codes.ts';

/** Where something is: bytes from the start of the image, and the path in the tree where there is one. */
export interface Where {
  readonly offset: number;
  readonly path?: string;
}

/** An issue of an image: besides the sentence, everything a program may want. */
export interface ImageIssue extends Issue {
  readonly code: ImageCode;
  readonly block: number;
  /** Bytes from the start of the block. */
  readonly byte: number;
  readonly path?: string;
  readonly expected?: string;
  readonly got?: string;
}

/** What one report adds to the meaning of its code. */
export interface Detail {
  readonly rule?: string;
  readonly severity?: Severity;
  /** The field or part, before the sentence: `primary volume descriptor.flags (BP 8, ECMA-119 8.4.4)`. */
  readonly subject?: string;
  readonly expected?: string;
  readonly got?: string;
}

/** Characters of a path or of what came that a message shows. */
const SHOWN = 200;

const shown = (text: string): string => printable(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** `place` is printed `block[16].byte[40]`. */
export function imageIssue(code: ImageCode, { offset, path }: Where, detail: Detail = {}): ImageIssue {
  const { meaning, severity, rule } = imageCodes[code];
  const { expected, got } = detail;
  const block = Math.floor(offset / BLOCK_SIZE);
  const byte = offset % BLOCK_SIZE;
  const broken = detail.rule ?? rule;
  return {
    code,
    severity: detail.severity ?? severity,
    place: ['block', block, 'byte', byte],
    ...(broken === undefined ? {} : { rule: broken }),
    message: sentence(meaning, path, detail),
    block,
    byte,
    ...(path === undefined ? {} : { path }),
    ...(expected === undefined ? {} : { expected }),
    ...(got === undefined ? {} : { got: shown(got) }),
  };
}

function sentence(meaning: string, path: string | undefined, { subject, expected, got }: Detail): string {
  const parts = [
    subject === undefined ? '' : `${subject}: `,
    meaning,
    path === undefined ? '' : ` ("${shown(path)}")`,
    expected === undefined ? '' : `: expected ${expected}`,
    got === undefined ? '' : `${expected === undefined ? ':' : ','} got ${shown(got)}`,
  ];
  return parts.join('');
}

export const imageError = (code: ImageCode, where: Where, detail?: Detail): InvalidImageError =>
  new InvalidImageError([imageIssue(code, where, detail)]);
