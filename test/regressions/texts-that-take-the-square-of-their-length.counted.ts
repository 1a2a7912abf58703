/** The works of texts-that-take-the-square-of-their-length.test.ts. */
import { stripped, withoutEnd, withoutLeadingSpace } from '../../packages/core/src/encoding/python-space.ts';
import { Budget } from '../../packages/guests/src/budget.ts';
import { newScripts, oldScripts } from '../../packages/guests/src/cloudstack/linux.ts';
import { GuestFindings } from '../../packages/guests/src/findings.ts';
import { checkCloudConfig } from '../../packages/guests/src/user-data/cloud-config.ts';
import { firstLineFault } from '../../packages/guests/src/user-data/first-line.ts';
import { mimeParts } from '../../packages/guests/src/user-data/mime.ts';
import { checkUserData } from '../../packages/guests/src/user-data/user-data.ts';
import { looksLikeText, typeOfPlain, valueOfPlain } from '../../packages/guests/src/yaml/pyyaml.ts';
import { parseYaml } from '../../packages/guests/src/yaml/yaml.ts';
import { type Counted, growing } from '../support/steps/counted.ts';

type TextOf = (length: number) => string;

/** A run in the middle of a text, with something behind it. */
const inside =
  (unit: string): TextOf =>
  (length) =>
    `a${unit.repeat(length)}x`;

const mime = (header: string): string => `MIME-Version: 1.0\nContent-Type: text/plain\n${header}\n\nbody\n`;

const texts: readonly (readonly [name: string, textOf: TextOf])[] = [
  ...[' ', '\t', '\n', '\r', '\0', '\u2028', '\u00a0', ':', '#', '0', '_', '-', '"', '\\', '[', '%', '='].map(
    (unit) => [`a run of ${JSON.stringify(unit)}`, inside(unit)] as const,
  ),
  ['remarks behind tabs', (length) => '#\tx\n'.repeat(length)],
  ['remarks behind tabs, with carriage returns', (length) => '#\tx\r'.repeat(length)],
  ['a number in sixties', (length) => `1${':59'.repeat(length)}`],
  ['a number with underscores', (length) => `1${'_0'.repeat(length)}`],
  ['a header of blanks', (length) => mime(`X:${' '.repeat(length)}\u2028`)],
  ['headers', (length) => mime('X: y\n'.repeat(length).trimEnd())],
  ['a folded header', (length) => mime(`X: y${'\n\tz'.repeat(length)}`)],
];

const functions: readonly (readonly [name: string, work: (text: string) => unknown])[] = [
  ['stripped', stripped],
  ['withoutLeadingSpace', withoutLeadingSpace],
  ['withoutEnd', (text) => withoutEnd(text, (unit) => unit === ' ')],
  ['firstLineFault', firstLineFault],
  ['mimeParts', mimeParts],
  ['typeOfPlain', typeOfPlain],
  ['valueOfPlain', (text) => typeOfPlain(text) === 'integer' && valueOfPlain(text, 'integer')],
  ['looksLikeText', looksLikeText],
  ['passwords of the old scripts', oldScripts.passwordFault],
  ['passwords of the new scripts', newScripts.passwordFault],
];

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Whole texts, where the library for YAML has its part in the time. */
const doors: readonly (readonly [name: string, work: (text: string) => unknown])[] = [
  ['parseYaml', (text) => parseYaml(text, new Budget())],
  ['a cloud-config', (text) => checkCloudConfig(new GuestFindings(), [], `#cloud-config\n${text}`)],
  ['user data', (text) => checkUserData(new GuestFindings(), [], bytesOf(text))],
];

export const counted: readonly Counted[] = [...functions, ...doors].flatMap(([name, work]) =>
  texts.map(([text, textOf]) => growing(`${name}: ${text}`, textOf, work)),
);
