/** The texts that this run of the command has read, so that an issue about a value can say where its file has it. */
import type { Place } from '@configdrive/issues';

export interface ReadText {
  readonly file: string;
  readonly text: string;
  readonly form: 'json' | 'yaml';
  /** Where the document is in the input: `nics` for a file of NICs. */
  readonly prefix: Place;
}

let texts: ReadText[] = [];
let ofUserData: string | undefined;

/** Remembers a text that was parsed without a fault. */
export function rememberText(read: ReadText): void {
  texts.push(read);
}

/** Remembers which file the user data are from. */
export function rememberUserData(file: string): void {
  ofUserData = file;
}

export const readTexts = (): readonly ReadText[] => texts;

/** The file that the user data are from, where they are from one of their own. */
export const userDataFile = (): string | undefined => ofUserData;

/** Forgets all: another command line in the same process reads others. */
export function forgetTexts(): void {
  texts = [];
  ofUserData = undefined;
}
