/**
 * Texts of parameters to values of their types. ParamProcessWorker of CloudStack: a blank number is not given, a boolean is true
 * for `true` in any case and false for all else, a list ends at commas.
 */
import { invalid, invalidValue, noSuchEntity, type ParameterProblem } from '../errors.ts';
import { DEFAULT_STRING_LENGTH } from '../limits.ts';
import type { Parameter, ParameterType } from '../table/types.ts';
import { instantOf } from './dates.ts';

/** A value, nothing (what was sent says so), or what is wrong. */
export type Reading = { readonly value: unknown } | { readonly problem: ParameterProblem };

type Reader = (name: string, text: string, of: Parameter) => Reading;

const NOT_GIVEN: Reading = { value: undefined };

const isBlank = (text: string): boolean => text.trim() === '';

/** What a message may repeat of a value. */
const shown = (text: string, { isContent }: Parameter): string | undefined => (isContent === true ? undefined : text);

const uuidForm = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** CloudStack's word for "none" where a UUID stands. */
const NONE = '-1';

const isUuid = (text: string): boolean => text === NONE || uuidForm.test(text);

const readUuid: Reader = (name, text) => {
  if (isBlank(text)) return NOT_GIVEN;
  return isUuid(text) ? { value: text.toLowerCase() } : { problem: noSuchEntity(name, text) };
};

const readString: Reader = (name, text, { maxLength = DEFAULT_STRING_LENGTH }) =>
  text.length > maxLength
    ? { problem: invalid(name, `Value greater than max allowed length ${maxLength} for param: ${name}`) }
    : { value: text };

const numbers =
  (form: RegExp, isInRange: (value: number) => boolean): Reader =>
  (name, text, of) => {
    if (isBlank(text)) return NOT_GIVEN;
    const value = text.length <= LONGEST_NUMBER && form.test(text) ? Number(text) : Number.NaN;
    return isInRange(value) ? { value } : { problem: invalidValue(name, shown(text, of)) };
  };

const LONGEST_NUMBER = 32;

const whole = /^[+-]?\d+$/;
const decimal = /^[+-]?[\d.]+(?:e[+-]?\d+)?$/i;

const readDate: Reader = (name, text, of) => {
  if (isBlank(text)) return NOT_GIVEN;
  const value = instantOf(text);
  return value === undefined ? { problem: invalidValue(name, shown(text, of)) } : { value };
};

const itemsOf = (text: string): readonly string[] => text.split(',').filter((item) => item !== '');

const readUuids: Reader = (name, text) => {
  const items = itemsOf(text);
  const wrong = items.find((item) => !isUuid(item));
  return wrong === undefined
    ? { value: items.map((item) => item.toLowerCase()) }
    : { problem: noSuchEntity(name, wrong) };
};

/** By the type of a parameter: how one text is read. Maps and records are several. */
export const readers: Readonly<Record<Exclude<ParameterType, 'map' | 'records'>, Reader>> = {
  uuid: readUuid,
  string: readString,
  integer: numbers(whole, (value) => value === (value | 0)),
  long: numbers(whole, Number.isSafeInteger),
  float: numbers(decimal, Number.isFinite),
  boolean: (_, text) => ({ value: text.toLowerCase() === 'true' }),
  date: readDate,
  list: (_, text) => ({ value: itemsOf(text) }),
  uuids: readUuids,
};
