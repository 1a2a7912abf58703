/**
 * An issue says what is wrong as data: a code for programs, a sentence for people, the place and the rule. No issue ever
 * holds a content.
 */

export type Severity = 'error' | 'warning' | 'notice';

/** Where: keys and indexes from the outside in. `['nics', 1, 'ipv4', 'gateway']` is printed `nics[1].ipv4.gateway`. */
export type Place = readonly (string | number)[];

/** Where in a text that somebody wrote, all counted from 1, columns and length in UTF-16 units, as editors do. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
  /** Of the value that the issue is about, as it is written there; 0 where nothing is. */
  readonly length: number;
}

export interface Issue {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly severity: Severity;
  readonly place: Place;
  /** The rule broken, for example `R73` of the rules page or `ECMA-119 9.1.5`. */
  readonly rule?: string;
  /** One sentence for people; paths and lengths, never a content. */
  readonly message: string;
  /** Where the text has it that was parsed; undefined where the caller gave values and no text. */
  readonly at?: TextPosition;
  /** Name of the file that `at` is in, where whoever parsed it knows one. */
  readonly file?: string;
  /** In an object at `place`: the key that is wrong, and not its value. */
  readonly key?: string;
}

/** Escapes what a terminal or a log must not get from outside: control characters, text direction, halves of pairs. */
export const printable = (text: string): string =>
  text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const plainKey = /^[A-Za-z_$][\w$-]*$/;

/** Prints a place: `nics[1].ipv4.gateway`. Keys that are paths are quoted: `entries["a/b.txt"]`. */
export function placeText(place: Place): string {
  let text = '';
  for (const step of place) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (plainKey.test(step)) text += text === '' ? step : `.${step}`;
    else text += text === '' ? printable(step) : `["${printable(step)}"]`;
  }
  return text;
}

/** Prints an issue in one line for people: `nics[1].ipv4.gateway: not inside 10.1.1.0/24 (R12)`. */
export function issueText(issue: Issue): string {
  const place = placeText(issue.place);
  const rule = issue.rule === undefined ? '' : ` (${issue.rule})`;
  return `${place === '' ? '' : `${place}: `}${issue.message}${rule}`;
}
