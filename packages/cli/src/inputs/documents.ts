/** Texts and documents from files and standard input. */
import { strictUtf8Text } from 'iso9660-format';
import { refusal } from '../frame/refusal.ts';
import { nameOf, readBytes } from './bytes.ts';
import { parseJsonText } from './json-text.ts';

const BYTE_ORDER_MARK = '\ufeff';

/** @throws InvalidInputError `input-not-utf8` */
export async function readText(path: string, signal: AbortSignal): Promise<string> {
  const text = strictUtf8Text(await readBytes(path, signal));
  if (text !== undefined) return text;
  throw refusal('input-not-utf8', [nameOf(path)], 'not UTF-8');
}

/** The value of a JSON file, or of standard input. */
export async function readDocument(path: string, signal: AbortSignal): Promise<unknown> {
  const text = await readText(path, signal);
  return parseJsonText(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text, nameOf(path));
}
