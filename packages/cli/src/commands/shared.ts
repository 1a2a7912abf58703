/** Operands and options that mean the same wherever they are: one wording each. */

import type { OperandDeclaration, OptionDeclaration } from '../framework/command.ts';
import { allowableCodes } from './allowable-codes.ts';
import { guestNames } from './guest-names.ts';

export const image = {
  about: 'an image, a CD drive such as /dev/sr0, or - for standard input',
} as const satisfies OperandDeclaration;

export const json = { about: 'print the facts as JSON' } as const satisfies OptionDeclaration;

/** Who is asked about a drive that is written, and what is let through. */
export const judging = {
  guest: {
    short: 'g',
    value: 'name',
    choices: guestNames,
    versioned: true,
    repeatable: true,
    about: 'ask this program of a guest, or one release of it (cloud-init@24.4), not the likely ones; may be repeated',
  },
  noGuestCheck: { conflicts: ['guest'], about: 'ask no guest' },
  strict: { about: 'refuse a drive of which a guest would lose something by an error' },
  allow: {
    value: 'code',
    choices: allowableCodes,
    repeatable: true,
    about: 'write a drive in spite of an issue with this code; may be repeated',
  },
} as const satisfies Readonly<Record<string, OptionDeclaration>>;

/** What the drive carries so that a later reset arrives. */
export const resetting = {
  resets: {
    value: 'when',
    choices: ['every-boot'],
    about: 'carry a script that applies password and keys whenever the guest boots',
  },
  resetUser: { value: 'name', about: "whose they are (default: cloud-init's default user, else root)" },
  resetHostName: { about: 'let that script set the host name, too' },
} as const satisfies Readonly<Record<string, OptionDeclaration>>;

/** How a new image comes into being. */
export const newFile = {
  force: { short: 'f', about: 'replace an existing image' },
  mode: { value: 'mode', about: 'permissions of the image, octal (default: 600)' },
  group: { value: 'group', about: 'group that the image belongs to, by name or number' },
  allowSharedDirectory: { about: 'write also where other accounts may replace the image' },
} as const satisfies Readonly<Record<string, OptionDeclaration>>;
