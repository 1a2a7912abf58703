/**
 * What PyYAML's SafeLoader makes of a plain scalar (yaml/resolver.py, yaml/constructor.py, release 6.0): YAML 1.1, but for `y`
 * and `n`, which it leaves texts.
 */
import { JsonNumber, type JsonValue } from '../json.ts';

export type ScalarType = 'null' | 'boolean' | 'integer' | 'float' | 'timestamp';

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'true', 'on'].map((word) => [word, true] as const),
  ...['no', 'false', 'off'].map((word) => [word, false] as const),
]);

/** In order; the first that matches decides. Words come as they are, in capitals, or with a capital. */
const resolvers: readonly (readonly [type: ScalarType, pattern: RegExp])[] = [
  ['null', /^(?:~|null|Null|NULL|)$/],
  ['boolean', /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/],
  [
    'float',
    /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  ],
  [
    'integer',
    /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  ],
  [
    'timestamp',
    /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?)$/,
  ],
];

/** Undefined: a text. */
export const typeOfPlain = (text: string): ScalarType | undefined =>
  resolvers.find(([, pattern]) => pattern.test(text))?.[0];

/** Python itself makes no number of more digits than that, since the time grows with their square. */
const MOST_DIGITS = 4300;

/** The value, as JSON has it; what JSON has no type for is a number, of which only the text is kept. Undefined: none. */
export function valueOfPlain(text: string, type: ScalarType): JsonValue | undefined {
  if (type === 'timestamp' && !isTime(text)) return undefined;
  if (type === 'null') return null;
  if (type === 'boolean') return BOOLEANS.get(text.toLowerCase()) ?? null;
  return new JsonNumber(type === 'integer' && text.length <= MOST_DIGITS ? integerOf(text).toString() : text);
}

/** Year, month, day, then maybe hours, minutes and seconds, that the calendar has. */
function isTime(text: string): boolean {
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = (text.match(/[0-9]+/g) ?? []).map(Number);
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  const isDay = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay && hours < 24 && minutes < 60 && seconds < 60;
}

/** Underscores are nothing, a leading zero is octal, colons are sixties. */
function integerOf(text: string): bigint {
  const bare = text.replaceAll('_', '');
  const digits = bare.replace(/^[-+]/, '');
  const sign = bare.startsWith('-') ? -1n : 1n;
  return sign * magnitudeOf(digits);
}

function magnitudeOf(digits: string): bigint {
  if (digits.includes(':')) return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
  return /^(?:0x|0b)$/.test(digits) ? 0n : BigInt(digits);
}

/** A number as the text of a key: what Python writes for a float that is none of large or small ones. */
export function nameOfNumber(text: string): string {
  const float = typeOfPlain(text) === 'float' && !text.includes(':') ? Number(text.replaceAll('_', '')) : Number.NaN;
  if (!Number.isFinite(float) || Math.abs(float) >= 1e16 || (float !== 0 && Math.abs(float) < 1e-4)) return text;
  return Number.isInteger(float) ? `${Object.is(float, -0) ? '-0' : float}.0` : String(float);
}

/** A number that a person would take for a text, or for another number. */
export const looksLikeText = (text: string): boolean => /^[-+]?0[0-7_]+$|_|:/.test(text);
