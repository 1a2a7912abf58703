/**
 * YAML as cloud-init reads it, which is PyYAML's SafeLoader: the one door to the library, which parses; what a plain scalar
 * is, what may be a key and which tags there are is PyYAML's. Nothing is said of a text but where it is and what is wrong.
 */
import { boundedYamlTokens, YamlLimit } from '@configdrive/core/internal';
import { Composer, type CST, type Document, Lexer, LineCounter, type ParsedNode, Parser, visit } from 'yaml';
import { type Budget, isWithin, type Limit, type Look } from '../budget.ts';
import type { JsonValue } from '../json.ts';
import { Conversion, type OddScalar, type Position, YamlStop } from './conversion.ts';

export interface YamlDocument {
  readonly value: JsonValue;
  /** Plain scalars that are no texts. */
  readonly odd: readonly OddScalar[];
  /** Keys that their mapping has already: the later one counts. */
  readonly repeatedKeys: readonly Position[];
}

/** `why` goes behind `line 3, column 5: `. */
export interface YamlFault extends Position {
  readonly why: string;
}

/** `limit`: beyond which the text was not looked at. */
export type YamlResult = YamlDocument | { readonly fault: YamlFault } | { readonly limit: Limit };

/** With the steps it took; those of a text that was not looked at to its end are what it takes at least. */
export interface MeasuredYaml {
  readonly result: YamlResult;
  readonly steps: number;
}

/** Parses a text once in a look at a drive; each guest pays for it as if it had done so itself. */
export function parseYaml(text: string, budget: Budget): YamlResult {
  if (!isWithin('document', text.length)) return { limit: 'document' };
  const { yaml } = budget.look;
  const left = budget.left('steps');
  const known = yaml.get(text);
  const isOfUse = known !== undefined && !('limit' in known.result && known.steps <= left);
  const measured = isOfUse ? known : measuredYaml(text, left, budget.look);
  yaml.set(text, measured);
  return budget.take('steps', measured.steps) ? measured.result : { limit: 'steps' };
}

function measuredYaml(text: string, most: number, { isLate }: Look): MeasuredYaml {
  let steps = 0;
  const result = yamlResult(text, () => ++steps <= most && !isLate());
  return { result, steps };
}

function yamlResult(text: string, mayGoOn: () => boolean): YamlResult {
  const lines = new LineCounter();
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  try {
    const documents = parsed(text, lines, mayGoOn);
    return { ...converted(text, documents, positionAt) };
  } catch (error) {
    if (error instanceof YamlStop) return { fault: { ...positionAt(error.offset), why: error.why } };
    if (!(error instanceof YamlLimit)) throw error;
    if (error.limit === 'steps') return { limit: error.limit };
    return { fault: { ...positionAt(error.offset), why: error.message } };
  }
}

/** What PyYAML takes for no character of a text. */
const unprintable = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

type Parsed = Document.Parsed<ParsedNode>;

/** The documents, of which two are enough to know that there is more than one. */
function parsed(text: string, lineCounter: LineCounter, mayGoOn: () => boolean): readonly Parsed[] {
  const bad = unprintable.exec(text);
  const composer = new Composer<ParsedNode>({
    version: '1.1',
    schema: 'failsafe',
    resolveKnownTags: false,
    uniqueKeys: false,
    lineCounter,
    prettyErrors: false,
    logLevel: 'silent',
  });
  lineCounter.addNewLine(0);
  const lexemes = withLoneDashes(new Lexer().lex(text));
  const tokens = withoutEndsAgain(boundedYamlTokens(new Parser(lineCounter.addNewLine), lexemes, mayGoOn));
  const documents: Parsed[] = [];
  for (const document of composer.compose(tokens)) if (documents.push(document) > 1) break;
  if (bad !== null) throw new YamlStop(bad.index, 'a control character');
  return documents;
}

/** The library's mark before a scalar. */
const SCALAR = '\u001f';

/**
 * Between brackets a dash that no white space follows is a text to PyYAML, `[-, a]`. The library has it for the mark of an item,
 * before a comma of an empty one.
 */
function* withLoneDashes(lexemes: Iterable<string>): Generator<string> {
  let depth = 0;
  let held: string[] = [];
  let before = '';
  for (const lexeme of lexemes) {
    const isMark = before !== SCALAR;
    before = lexeme;
    if (held.length === 1 && lexeme === SCALAR) {
      held.push(lexeme);
      continue;
    }
    if (held.length === 1) yield* /^[,[\]{}]/.test(lexeme) ? [SCALAR, '-'] : held;
    else if (held.length > 1) yield* lexeme === '' ? [SCALAR, '-'] : [...held, lexeme];
    const isHeld = held.length > 1;
    held = isMark && depth > 0 && lexeme === '-' ? ['-'] : [];
    if (isMark) depth += depthBy[lexeme] ?? 0;
    if (!isHeld && held.length === 0) yield lexeme;
  }
  yield* held;
}

const depthBy: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };

/** PyYAML does not mind the end of a document that has ended. */
function* withoutEndsAgain(tokens: Iterable<CST.Token>): Generator<CST.Token> {
  let hasEnded = false;
  for (const token of tokens) {
    if (hasEnded && (token.type === 'doc-end' || isBlankDocument(token))) continue;
    hasEnded = token.type === 'doc-end' || (hasEnded && token.type !== 'document');
    yield token;
  }
}

const blankTypes: ReadonlySet<string> = new Set(['space', 'newline', 'comment']);

const isBlankDocument = (token: CST.Token): boolean =>
  token.type === 'document' && token.value === undefined && token.start.every(({ type }) => blankTypes.has(type));

function converted(text: string, documents: readonly Parsed[], positionAt: (offset: number) => Position): YamlDocument {
  for (const { errors } of documents) {
    const error = errors.find(({ message }) => !TOLERATED.test(message));
    if (error !== undefined) throw new YamlStop(error.pos[0], wordsFor(error.code));
  }
  const [document, second] = documents;
  if (second !== undefined) throw new YamlStop(second.range[0], 'a second document');
  refuseTabs(text, document);
  if (document === undefined || document.contents?.range[0] === document.contents?.range[1]) refuseLoneEnd(text);
  if (document === undefined) return { value: null, odd: [], repeatedKeys: [] };
  const conversion = new Conversion(text, positionAt);
  const value = document.contents === null ? null : conversion.valueOf(document.contents);
  return { value, odd: conversion.odd, repeatedKeys: conversion.repeatedKeys };
}

/** PyYAML does not mind a remark right behind quotation marks. */
const TOLERATED = /^Comments must be separated/;

/** An end is none without a beginning. */
function refuseLoneEnd(text: string): void {
  const end = /^\.\.\.(?:\s|$)/m.exec(text);
  if (end !== null && !/^---/m.test(text)) throw new YamlStop(end.index, 'the end of a document that has not begun');
}

/** The library's codes in words; its messages may quote the text. */
const words: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'an invalid alias',
  BAD_COLLECTION_TYPE: 'a tag that does not fit its collection',
  BAD_DIRECTIVE: 'an invalid directive',
  BAD_DQ_ESCAPE: 'an invalid escape sequence',
  BAD_INDENT: 'an indentation that does not fit',
  BAD_PROP_ORDER: 'an anchor or a tag at a wrong place',
  BAD_SCALAR_START: 'a character that no plain text begins with',
  BLOCK_AS_IMPLICIT_KEY: 'a collection where a key or a value of one line belongs',
  BLOCK_IN_FLOW: 'a block collection inside brackets',
  KEY_OVER_1024_CHARS: 'a key of over 1024 characters',
  MISSING_CHAR: 'a character is missing here, a quotation mark, a bracket or a colon',
  MULTILINE_IMPLICIT_KEY: 'a key of several lines',
  MULTIPLE_ANCHORS: 'two anchors of one value',
  MULTIPLE_DOCS: 'a second document',
  MULTIPLE_TAGS: 'two tags of one value',
  RESOURCE_EXHAUSTION: 'nested too deep',
  TAB_AS_INDENT: 'a tab; YAML allows only spaces here',
  TAG_RESOLVE_FAILED: 'an unknown tag',
  UNEXPECTED_TOKEN: 'something that does not belong here',
};

const wordsFor = (code: string): string => words[code] ?? 'not YAML';

/**
 * Outside of quotation marks, block texts and remarks PyYAML takes no tab at all, where the library takes some. Scalars come
 * in the order of the text, and so do tabs: neither is looked at twice.
 */
function refuseTabs(text: string, document: Parsed | undefined): void {
  if (!text.includes('\t')) return;
  const sheltered = document === undefined ? [] : shelteredRanges(document);
  let next = 0;
  let at = text.indexOf('\t');
  while (at !== -1) {
    while ((sheltered[next]?.[1] ?? text.length) <= at) next++;
    const [from = text.length, to = text.length] = sheltered[next] ?? [];
    if (from <= at) at = text.indexOf('\t', to);
    else {
      const behind = sheltered[next - 1]?.[1] ?? 0;
      if (!isInRemark(text, at, behind)) throw new YamlStop(at, words.TAB_AS_INDENT ?? '');
      at = text.indexOf('\t', endOfLine(text, at));
    }
  }
}

type Range = readonly [from: number, to: number];

function shelteredRanges(document: Parsed): readonly Range[] {
  const ranges: Range[] = [];
  visit(document, {
    Scalar(_, { range, type }) {
      if (range != null && type !== 'PLAIN') ranges.push([range[0], range[1]]);
    },
  });
  return ranges;
}

/** `behind`: where the last sheltered text ends; a remark on the same line begins after it. */
function isInRemark(text: string, at: number, behind: number): boolean {
  let from = at;
  while (from > behind && !isLineBreak(text.charAt(from - 1))) from--;
  return /(?:^|[ \t])#/.test(text.slice(from, at));
}

const isLineBreak = (unit: string): boolean => unit === '\n' || unit === '\r';

function endOfLine(text: string, at: number): number {
  const end = text.slice(at).search(/[\r\n]/);
  return end === -1 ? text.length : at + end;
}
