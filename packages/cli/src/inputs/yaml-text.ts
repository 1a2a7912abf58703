/**
 * YAML 1.2 as people write it: what is wrong is told by line and column, never by quoting it. YAML 1.1, where
 * `52:54:00:12:34:56` is a number, is not understood on purpose.
 */
import { boundedYamlTokens, YamlLimit } from '@configdrive/core/internal';
import { Composer, type Document, Lexer, LineCounter, Parser, visit } from 'yaml';
import { type CommandIssueCode, refusal } from '../framework/codes.ts';

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
    throw refusal(code, [name], `line ${line}, column ${col}: ${what}`);
  };
  const [document, second] = documentsOf(text, lineCounter, (offset) =>
    fail('input-not-yaml', offset, 'nested too deep'),
  );
  if (document === undefined) return fail('input-not-yaml', 0, 'a value is expected here');
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) return fail(codeOf(problem.code), problem.pos[0], messageOf(problem.code));
  if (second !== undefined) return fail('input-not-yaml', second.range[0], 'a second document begins here');
  visit(document, {
    Alias: (_, alias) => fail('input-not-yaml', alias.range?.[0] ?? 0, 'an alias; write the value out'),
  });
  return document.toJS();
}

/** All documents of a text, without those errors that quote the line they are about. */
function documentsOf(text: string, lines: LineCounter, tooDeep: (offset: number) => never): readonly Document.Parsed[] {
  lines.addNewLine(0);
  const composer = new Composer({ lineCounter: lines, prettyErrors: false, stringKeys: true });
  try {
    return Array.from(composer.compose(boundedYamlTokens(new Parser(lines.addNewLine), new Lexer().lex(text))));
  } catch (error) {
    if (error instanceof YamlLimit) return tooDeep(error.offset);
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
