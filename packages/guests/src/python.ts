/**
 * What Python makes of values, where cloud-init and cloudbase-init leave it to Python: truth, texts, lines, base64.
 */
import { isArray, isObject, JsonNumber, type JsonValue } from './json.ts';

/** `bool(value)`; what is missing is None. */
export function isTruthy(value: JsonValue | undefined): boolean {
  if (value instanceof JsonNumber) return Number(value.text) !== 0;
  if (isObject(value)) return value.size > 0;
  if (isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== false && value !== '';
}

const wholeNumber = /^-?[0-9]+$/;

/** `str(value)` of what has one that matters; undefined for lists, objects and fractions. */
export function textOf(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value instanceof JsonNumber && wholeNumber.test(value.text) ? BigInt(value.text).toString() : undefined;
}

const lineEnd = /\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/;

/** `str.splitlines()` */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(lineEnd);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

const nonAscii = /[^\u0000-\u007f]/;
const alphabet = /[A-Za-z0-9+/]/;

/**
 * Whether `base64.b64decode(text)` succeeds: characters outside the alphabet are skipped, the first complete padding ends
 * it, and what is left over must not be a part of a group.
 */
export function isBase64(text: string): boolean {
  if (nonAscii.test(text)) return false;
  let inGroup = 0;
  let padding = 0;
  for (const character of text) {
    if (character === '=') {
      padding++;
      if (inGroup >= 2 && inGroup + padding >= 4) return true;
    } else if (alphabet.test(character)) {
      inGroup = (inGroup + 1) % 4;
      padding = 0;
    }
  }
  return inGroup === 0;
}
