/** Operands and options that mean the same wherever they are: one wording each. */
import type { OperandDeclaration, OptionDeclaration } from '../framework/command.ts';

export const image = {
  about: 'an image, a CD drive such as /dev/sr0, or - for standard input',
} as const satisfies OperandDeclaration;

export const json = { about: 'print the facts as JSON' } as const satisfies OptionDeclaration;

export const strict = { about: 'refuse a drive that some guest would not take' } as const satisfies OptionDeclaration;

/** How a new image comes into being. */
export const newFile = {
  force: { short: 'f', about: 'replace an existing image' },
  mode: { value: 'mode', about: 'permissions of the image, octal (default: 600)' },
  group: { value: 'group', about: 'group that the image belongs to, by name or number' },
  allowSharedDirectory: { about: 'write also where other accounts may replace the image' },
} as const satisfies Readonly<Record<string, OptionDeclaration>>;
