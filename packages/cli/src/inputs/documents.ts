/** Texts and documents from files and standard input. */
import { jsonFaultOf } from '@configdrive/core/internal';
import type { Place } from '@configdrive/issues';
import { strictUtf8Text } from 'iso9660-format';
import { inFile, refusal } from '../framework/codes.ts';
import { nameOf, readBytes, STDIN } from './bytes.ts';
import { rememberText } from './read-texts.ts';

/** @throws InvalidInputError `input-not-utf8` */
export async function readText(path: string, signal: AbortSignal): Promise<string> {
  const text = strictUtf8Text(await readBytes(path, signal));
  if (text !== undefined) return text;
  throw refusal('input-not-utf8', [nameOf(path)], 'not UTF-8');
}

/** Less one final newline, which `echo` and `pass show` put behind it; what else looks like one is the password's own. */
export const readPassword = async (path: string, signal: AbortSignal): Promise<string> =>
  (await readText(path, signal)).replace(/\r?\n$/, '');

const BYTE_ORDER_MARK = '\ufeff';

/**
 * The value of a JSON or YAML file, or of standard input.
 *
 * @param prefix Where in the input it stands: `nics` for a file of NICs.
 */
export async function readDocument(path: string, signal: AbortSignal, prefix: Place = []): Promise<unknown> {
  const read = await readText(path, signal);
  const text = read.startsWith(BYTE_ORDER_MARK) ? read.slice(1) : read;
  const form = isYaml(path, text) ? 'yaml' : 'json';
  const value = form === 'json' ? parseJsonText(text, nameOf(path)) : await yamlValue(text, nameOf(path));
  rememberText({ file: nameOf(path), text, form, prefix });
  return value;
}

async function yamlValue(text: string, name: string): Promise<unknown> {
  const { parseYamlText } = await import('./yaml-text.ts');
  return parseYamlText(text, name);
}

/** @throws InvalidInputError `input-not-json` or `input-duplicate-key` */
function parseJsonText(text: string, name: string): unknown {
  const fault = jsonFaultOf(text);
  if (fault === undefined) return JSON.parse(text);
  const { code, line, column, what } = fault;
  const refused = refusal(code, [name], `line ${line}, column ${column}: ${what}`);
  throw inFile(refused, name, { line, column, length: 0 });
}

/** Tells YAML from JSON by the name, where it says; else by how the text begins: an input in JSON is an object or a list. */
function isYaml(path: string, text: string): boolean {
  if (path !== STDIN && /\.ya?ml$/i.test(path)) return true;
  if (path !== STDIN && /\.json$/i.test(path)) return false;
  return !/^\s*([{[]|$)/.test(text);
}
