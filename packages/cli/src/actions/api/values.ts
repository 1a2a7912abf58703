/** The parameters of a call: `name=value`, `name=@file`, `name=-`. */
import { printable } from '@configdrive/issues';
import { strictUtf8Text } from 'iso9660-format';
import { refusal } from '../../framework/codes.ts';
import { nameOf, readBytes, refuseSecondStdin, STDIN } from '../../inputs/bytes.ts';

/** Names that the client sends itself. */
const OWN: ReadonlySet<string> = new Set(['apikey', 'command', 'response', 'signature', 'signatureversion', 'expires']);

/** Reads all values, in the order of the command line. @throws InvalidInputError `parameter-invalid` */
export async function valuesOf(
  words: readonly string[],
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const pairs = words.map(pairOf);
  refuseSecondStdin(pairs.map(({ file }) => file));
  const values = new Map<string, string>();
  for (const { name, value, file } of pairs) {
    if (values.has(name)) throw refusal('parameter-invalid', [printable(name)], 'is given twice');
    values.set(name, file === undefined ? value : await textOf(file, signal));
  }
  return Object.fromEntries(values);
}

interface Pair {
  readonly name: string;
  readonly value: string;
  readonly file: string | undefined;
}

/** What stands behind the name may be a secret, and is not told. */
function pairOf(word: string, index: number): Pair {
  const equals = word.indexOf('=');
  if (equals < 1) throw refusal('parameter-invalid', [`parameter ${index + 1}`], 'must be name=value');
  const [name, value] = [word.slice(0, equals), word.slice(equals + 1)];
  if (OWN.has(name.toLowerCase())) throw refusal('parameter-invalid', [name], 'is sent with every call by itself');
  return { name, value, file: value === STDIN ? STDIN : value.startsWith('@') ? value.slice(1) : undefined };
}

async function textOf(file: string, signal: AbortSignal): Promise<string> {
  const text = strictUtf8Text(await readBytes(file, signal));
  if (text === undefined) throw refusal('parameter-invalid', [nameOf(file)], 'must be text in UTF-8');
  return text.replace(/\r?\n$/, '');
}
