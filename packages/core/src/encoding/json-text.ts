/**
 * JSON as people write it: what is wrong is told by line and column, never by quoting it (JSON.parse quotes what it was
 * given, passwords included), and a key given twice is told at all.
 */
import { type CodeOf, defineCodes, refusal } from '@configdrive/issues';

/** The codes of a text that is no JSON, for the tables of those who refuse such texts. */
export const jsonTextCodes = defineCodes({
  'input-not-utf8': refusal('The input is not UTF-8.'),
  'input-not-json': refusal('The input is not JSON.'),
  'input-too-large': refusal('The input is larger than anything a drive could be made of.'),
  'input-duplicate-key': refusal(
    'An object of the input has one key twice; JSON would let the last one win in silence.',
  ),
});

type JsonTextCode = CodeOf<typeof jsonTextCodes>;

/** What is wrong with a JSON text, and where. */
export interface JsonFault {
  readonly code: JsonTextCode;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units, as most editors do. */
  readonly column: number;
  /** Words for people, without a word of the text. */
  readonly what: string;
}

/** Tells why a text is no JSON, or a JSON that says two things in one; undefined where it is fine. */
export function jsonFaultOf(text: string): JsonFault | undefined {
  const fault = faultOf(text);
  return fault && { code: fault.code, what: fault.what, ...positionOf(text, fault.offset) };
}

interface Fault {
  readonly code: JsonTextCode;
  readonly offset: number;
  readonly what: string;
}

/** What may come next in the text. */
type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const messages: Readonly<Record<Expected, string>> = {
  value: 'a value is expected here',
  'value-or-end': 'a value or the end of the list is expected here',
  key: 'a key in double quotes is expected here',
  'key-or-end': 'a key in double quotes or the end of the object is expected here',
  colon: 'a colon is expected here',
  'comma-or-end': 'a comma or the end is expected here',
  nothing: 'something follows where the text should end',
};
const BROKEN_TEXT = 'a text begins here that does not end, or holds a bare control character or a wrong escape';

/** An open object with its keys so far, or an open list. */
type Frame = { readonly end: '}'; readonly keys: Set<string> } | { readonly end: ']' };

/** RFC 8259: a scalar that is no text, or a structural character. */
const TOKEN = /((?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+-]))|([{}[\],:])/y;
const BLANKS = /[ \t\n\r]*/y;

/** What stands at one place of the text: a text, another scalar, or a mark; the others are undefined. */
interface Token {
  readonly end: number;
  readonly string?: string | undefined;
  readonly scalar?: string | undefined;
  readonly mark?: string | undefined;
}

/** The token at a place that is no white space; undefined where none begins. */
function tokenAt(text: string, at: number): Token | undefined {
  if (text[at] === '"') {
    const end = endOfString(text, at);
    return end === undefined ? undefined : { end, string: text.slice(at, end) };
  }
  TOKEN.lastIndex = at;
  const [whole, scalar, mark] = TOKEN.exec(text) ?? [];
  return whole === undefined ? undefined : { end: at + whole.length, scalar, mark };
}

/** Up to what ends a run of plain characters: a quotation mark, an escape, or what may not stand there. */
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y;

/** Behind the closing quotation mark; piece by piece, since one pattern for all of them keeps a state for each escape. */
function endOfString(text: string, start: number): number | undefined {
  let at: number | undefined = behind(PLAIN, text, start + 1);
  while (at !== undefined && text[at] !== '"') {
    const next = behind(ESCAPE, text, at);
    at = next === undefined ? undefined : behind(PLAIN, text, next);
  }
  return at === undefined ? undefined : at + 1;
}

/** Where the match of a sticky pattern ends; undefined where it does not match. */
function behind(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Texts and marks; ten thousand files and their contents are a tenth of that. */
const MOST_TOKENS = 2_000_000;

function faultOf(text: string): Fault | undefined {
  const frames: Frame[] = [];
  let tokens = 0;
  let expected: Expected = 'value';
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    if (++tokens > MOST_TOKENS) return { code: 'input-too-large', offset: at, what: 'too many values for one input' };
    const token = tokenAt(text, at);
    if (token === undefined) return syntaxFault(at, text[at] === '"' ? BROKEN_TEXT : messages[expected]);
    const { string, scalar, mark } = token;
    const frame = frames.at(-1);
    if (string !== undefined && isKeyExpected(expected)) {
      if (isRepeated(string, frame)) return repeatedKey(at);
      expected = 'colon';
    } else {
      const next: Expected | undefined =
        mark === undefined ? afterScalar(expected, frame) : afterMark(mark, expected, frames);
      if (next === undefined || (scalar !== undefined && isKeyExpected(expected))) {
        return syntaxFault(at, messages[expected]);
      }
      expected = next;
    }
    at = skipBlanks(text, token.end);
  }
  return expected === 'nothing' ? undefined : syntaxFault(at, `the text ends too early: ${messages[expected]}`);
}

const syntaxFault = (offset: number, what: string): Fault => ({ code: 'input-not-json', offset, what });

const repeatedKey = (offset: number): Fault => ({
  code: 'input-duplicate-key',
  offset,
  what: 'this key is in the same object twice',
});

const isKeyExpected = (expected: Expected): boolean => expected === 'key' || expected === 'key-or-end';
const isValueExpected = (expected: Expected): boolean => expected === 'value' || expected === 'value-or-end';

/** Remembers a key and answers whether it was there before. */
function isRepeated(string: string, frame: Frame | undefined): boolean {
  if (frame?.end !== '}') return false;
  const key: string = JSON.parse(string);
  const { size } = frame.keys;
  return frame.keys.add(key).size === size;
}

const afterValue = (frame: Frame | undefined): Expected => (frame === undefined ? 'nothing' : 'comma-or-end');

const afterScalar = (expected: Expected, frame: Frame | undefined): Expected | undefined =>
  isValueExpected(expected) ? afterValue(frame) : undefined;

/** Opens, closes and separates; undefined where the mark does not belong. */
function afterMark(mark: string, expected: Expected, frames: Frame[]): Expected | undefined {
  const frame = frames.at(-1);
  switch (mark) {
    case '{':
      if (!isValueExpected(expected)) return undefined;
      frames.push({ end: '}', keys: new Set() });
      return 'key-or-end';
    case '[':
      if (!isValueExpected(expected)) return undefined;
      frames.push({ end: ']' });
      return 'value-or-end';
    case ':':
      return expected === 'colon' ? 'value' : undefined;
    case ',':
      if (expected !== 'comma-or-end') return undefined;
      return frame?.end === '}' ? 'key' : 'value';
    default:
      if (frame?.end !== mark || !expected.endsWith('-or-end')) return undefined;
      frames.pop();
      return afterValue(frames.at(-1));
  }
}

const skipBlanks = (text: string, at: number): number => behind(BLANKS, text, at) ?? at;

function positionOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', lineStart)) {
    line++;
    lineStart = end + 1;
  }
  return { line, column: offset - lineStart + 1 };
}
