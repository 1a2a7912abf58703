/**
 * What exported functions take, checked when they are called: a wrong argument is an InvalidInputError that says what to pass, and
 * an option that no function has is told with the one that was meant. An entry of its own, since a page may load this package
 * and check nothing by it.
 */
// Of the other entry: what both have would be in a third file, which every program would load.
import { defineCodes, type Issue, printable, refusal, refuseInput } from './index.ts';
import { nearestWord } from './suggestion.ts';

export { nearestWord, slipOf } from './suggestion.ts';

/** The codes of arguments that are not what a function takes. */
export const argumentCodes = /* @__PURE__ */ defineCodes({
  'argument-invalid': refusal('An argument of a function is not what it takes.'),
  'option-unknown': refusal('An option that the function has not; the nearest known one is suggested.'),
});

/** One kind of argument. */
export interface Kind {
  /** What to pass, behind `must be`. */
  readonly words: string;
  readonly is: (value: unknown) => boolean;
  /** The names of an options object. */
  readonly keys?: readonly string[];
}

/** An argument by its name in messages, where a question mark says that it may be left out, with its kind. */
export type Parameter = readonly [name: string, kind: Kind];

/** A parameter with the value that was given for it. */
export type Argument = readonly [name: string, kind: Kind, value: unknown];

/**
 * Refuses all arguments together that are not of their kinds.
 *
 * @throws InvalidInputError `argument-invalid` and `option-unknown`
 */
export function checkArguments(...given: readonly Argument[]): void {
  // Nearly all are right, and a small drive is read in some microseconds.
  for (const argument of given) if (problemsOf(argument).length > 0) refuseInput(given.flatMap(problemsOf));
}

function problemsOf([name, { words, is, keys }, value]: Argument): readonly Issue[] {
  const plain = name.replace('?', '');
  if (value === undefined && plain !== name) return NONE;
  if (!isSafely(is, value)) return [issueOf('argument-invalid', plain, `must be ${words}`)];
  if (keys === undefined) return NONE;
  const unknown = Object.keys(value as object).filter((key) => !keys.includes(key));
  return unknown.map((key) => issueOf('option-unknown', plain, unknownText(key, keys)));
}

const NONE: readonly Issue[] = [];

/** A getter of the caller's own may throw. */
function isSafely(is: Kind['is'], value: unknown): boolean {
  try {
    return is(value);
  } catch {
    return false;
  }
}

const LONGEST_NAME = 64;

function unknownText(key: string, known: readonly string[]): string {
  const near = nearestWord(key, known);
  return `unknown option "${printable(key.slice(0, LONGEST_NAME))}"${near === undefined ? '' : `; did you mean "${near}"?`}`;
}

const issueOf = (code: keyof typeof argumentCodes, name: string, message: string): Issue => ({
  code,
  severity: 'error',
  place: [name],
  message,
});

type Members = Readonly<Record<string, unknown>>;

/** Tells an object that is no list. */
export const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isObjectLike = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Makes a kind of argument of what to pass and of the test for it. */
export const kind = (words: string, is: Kind['is']): Kind => ({ words, is });

/** The kinds that many functions take. */
export const text: Kind = { words: 'a text', is: (value) => typeof value === 'string' };
export const bytes: Kind = { words: 'bytes (a Uint8Array)', is: (value) => value instanceof Uint8Array };
export const list: Kind = { words: 'a list', is: Array.isArray };
export const anything: Kind = { words: 'anything', is: () => true };
export const callback: Kind = { words: 'a function', is: (value) => typeof value === 'function' };
export const someOptions: Kind = { words: 'an object of options', is: isObject };

/** Makes the kind of an object that says what it is. */
export const object = (words: string): Kind => kind(words, isObject);

/** Makes the kind of a word out of a few. */
export const oneOf = (words: readonly string[]): Kind =>
  kind(`one of ${words.join(', ')}`, (value) => words.some((word) => word === value));

/** Makes the kind of something that gives one thing after another. */
export const iterable = (words: string): Kind =>
  kind(words, (value) => isObjectLike(value) && (Symbol.iterator in value || Symbol.asyncIterator in value));

/** Makes the kind of an object of options with these names and no others. */
export const options = <Options extends object>(
  names: Readonly<Record<keyof Options, true>>,
  is: (given: Members) => boolean = () => true,
  words = 'an object of options',
): Kind => ({ words, is: (value) => isObject(value) && is(value), keys: Object.keys(names) });

/** A path. An empty one would be the current directory. */
export const path: Kind = { words: 'a path', is: (value) => typeof value === 'string' && value !== '' };

/** Tells what has a label and entries with paths. */
export const isDrive = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.label === 'string' &&
  Array.isArray(value.entries) &&
  value.entries.every((entry) => isObject(entry) && typeof entry.path === 'string');

/** A drive, as packages hand it to one another. */
export const drive: Kind = {
  words: 'a drive: what planConfigDrive, readConfigDrive or buildConfigDrive gives',
  is: isDrive,
};

/** Tells what layOutImage gives. */
export const isLayout = (value: unknown): value is Members =>
  isObject(value) && typeof value.byteLength === 'number' && isObject(value.files);

export const layout: Kind = { words: 'a layout: what layOutImage or layOutConfigDrive gives', is: isLayout };

/** Bytes, a Blob, or a source such as fileSource gives. */
export const source: Kind = {
  words: 'an image: bytes, a Blob, or a source, such as fileSource(path) gives',
  is: (value) =>
    value instanceof Uint8Array ||
    (isObject(value) &&
      ('slice' in value ? 'size' in value : typeof value.read === 'function' && 'byteLength' in value)),
};
