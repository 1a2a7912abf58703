/** Operands that mean the same wherever they are. */
import type { OperandDeclaration } from './command.ts';

export const image = {
  about: 'an image, a CD drive such as /dev/sr0, or - for standard input',
} as const satisfies OperandDeclaration;
