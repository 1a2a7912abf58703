/**
 * YAML 1.2 as people write it: what is wrong is told by line and column, never by quoting it. YAML 1.1, where
 * `52:54:00:12:34:56` is a number, is not understood on purpose.
 */
import { boundedYamlTokens, YamlLimit } from '@configdrive/core/internal';
import { Composer, type Document, isScalar, Lexer, LineCounter, Parser, visit, type YAMLMap } from 'yaml';
import { type CommandIssueCode, inFile, refusal } from '../framework/codes.ts';

/**
 * The value of a YAML text.
 *
 * @param name Where the text came from, for the message.
 * @throws InvalidInputError `input-not-yaml` or `input-duplicate-key`
 */
export function parseYamlText(text: string, name: string): unknown {
  const lineCounter = new LineCounter();
  const fail = (code: CommandIssueCode, offset: number, what: string): never => {
    const { line, col } = lineCounter.linePos(offset);
    const refused = refusal(code, [name], `line ${line}, column ${col}: ${what}`);
    throw inFile(refused, name, { line, column: col, length: 0 });
  };
  if (text.length > MOST_LENGTH) return fail('input-too-large', 0, 'over 4 MiB of YAML; JSON may be longer');
  const [document, second] = documentsOf(text, lineCounter, ({ limit, offset }) =>
    limit === 'depth'
      ? fail('input-not-yaml', offset, 'nested too deep')
      : fail('input-too-large', offset, 'too much YAML from here on; JSON may be longer'),
  );
  if (document === undefined) return fail('input-not-yaml', 0, 'a value is expected here');
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) return fail(codeOf(problem.code), problem.pos[0], messageOf(problem.code));
  if (second !== undefined) return fail('input-not-yaml', second.range[0], 'a second document begins here');
  visit(document, {
    Map: (_, map) => refuseRepeatedKeys(map, fail),
    Alias: (_, alias) => fail('input-not-yaml', alias.range?.[0] ?? 0, 'an alias; write the value out'),
  });
  return document.toJS();
}

type Fail = (code: CommandIssueCode, offset: number, what: string) => never;

/** The library would compare each key with all others. */
function refuseRepeatedKeys({ items }: YAMLMap, fail: Fail): void {
  const keys = new Set<unknown>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    if (keys.has(key.value)) fail('input-duplicate-key', key.range?.[0] ?? 0, messageOf('DUPLICATE_KEY'));
    keys.add(key.value);
  }
}

/** As a line of a batch. */
const MOST_LENGTH = 4 * 1024 * 1024;

/** Lexemes; each takes up to 700 bytes until its document is made. */
const MOST_STEPS = 250_000;

/** The first two documents of a text, without those errors that quote the line they are about. */
function documentsOf(
  text: string,
  lines: LineCounter,
  beyond: (limit: YamlLimit) => never,
): readonly Document.Parsed[] {
  lines.addNewLine(0);
  const composer = new Composer({ lineCounter: lines, prettyErrors: false, stringKeys: true, uniqueKeys: false });
  let steps = 0;
  const documents: Document.Parsed[] = [];
  try {
    const tokens = boundedYamlTokens(new Parser(lines.addNewLine), new Lexer().lex(text), () => ++steps <= MOST_STEPS);
    for (const document of composer.compose(tokens)) if (documents.push(document) > 1) break;
    return documents;
  } catch (error) {
    if (error instanceof YamlLimit) return beyond(error);
    throw error;
  }
}

const codeOf = (code: string): CommandIssueCode =>
  code === 'DUPLICATE_KEY' ? 'input-duplicate-key' : 'input-not-yaml';

/** In our words: those of the parser may quote. */
const messages: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'an alias has no tag or anchor of its own',
  BAD_DQ_ESCAPE: 'a wrong escape in a double-quoted text',
  BAD_INDENT: 'wrong indentation',
  BLOCK_AS_IMPLICIT_KEY: 'nested mappings need lines of their own',
  BLOCK_IN_FLOW: 'no block is allowed between brackets',
  DUPLICATE_KEY: 'this key is in the same mapping twice',
  MISSING_CHAR: 'a character is missing here: a quote, a comma, a colon or a bracket',
  MULTILINE_IMPLICIT_KEY: 'a key must be on one line',
  NON_STRING_KEY: 'a key must be a text',
  TAB_AS_INDENT: 'a tab does not indent; use spaces',
  TAG_RESOLVE_FAILED: 'a tag that is not understood',
  UNEXPECTED_TOKEN: 'something that does not belong here',
};

const messageOf = (code: string): string => messages[code] ?? 'not YAML';
