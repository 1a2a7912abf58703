/** What a command says when it fails: lines for people on standard error and, with --json, one object on standard output. */
import { bugReportOf, type Issue } from '@configdrive/issues';
import type { Options } from './command.ts';
import { exitCodeOf, systemErrorText } from './exit-codes.ts';
import { hintOf } from './hints.ts';
import { printDiagnostic, printFacts, printIssues } from './output.ts';

/** Whose fault it was; the exit code says the same. */
type Kind = 'input' | 'image' | 'storage' | 'command-line' | 'internal';

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['InvalidInputError', 'input'],
  ['InvalidImageError', 'image'],
  ['StorageError', 'storage'],
  ['CommanderError', 'command-line'],
]);

/** How a failure is told. */
export interface Telling {
  /** The declared options of the command. */
  readonly options: Options;
  /** One object on standard output, too. */
  readonly json: boolean;
}

/** Tells every problem, with what to do about it. */
export async function tellFailure(error: unknown, telling: Telling): Promise<void> {
  const { adviceOf } = await import('../advice/advice.ts');
  const hinted = (issue: Issue): string => hintOf(issue, telling.options);
  // Commander has told its own by now.
  if (hasIssues(error)) await printIssues(error.issues, hinted, adviceOf);
  else if (!isCommanderError(error)) await printDiagnostic('error', systemErrorText(error) ?? bugReportOf(error));
  if (!telling.json) return;
  const { located } = await import('../inputs/located.ts');
  const all = await located(issuesOf(error));
  const failure = {
    schema: 'configdrive.error/1',
    kind: kindOf(error),
    exitCode: exitCodeOf(error),
    code: all[0]?.code,
    issues: all.map((issue) => withAdvice(issue, `${issue.message}${hinted(issue)}`, adviceOf)),
  };
  // In one line: that of a batch comes behind many others.
  await printFacts(JSON.stringify(failure));
}

const kindOf = (error: unknown): Kind =>
  (error instanceof Error ? kinds.get(error.name) : undefined) ??
  (systemErrorText(error) === undefined ? 'internal' : 'storage');

function withAdvice(issue: Issue, message: string, adviceOf: (code: string) => string | undefined): object {
  const advice = adviceOf(issue.code);
  return { ...issue, message, ...(advice === undefined ? {} : { advice }) };
}

/** What has no issues of its own is one, so that every failure has the same form. */
function issuesOf(error: unknown): readonly Issue[] {
  if (hasIssues(error)) return error.issues;
  const of = (code: string, message: string): Issue => ({ code, severity: 'error', place: [], message });
  if (isCommanderError(error))
    return [of('command-line-invalid', withoutValues(error.message).replace(/^error: /, ''))];
  const refused = systemErrorText(error);
  return [refused === undefined ? of('internal', bugReportOf(error)) : of('io-failed', refused)];
}

/** A mistyped `--password=…` must not reach a log. */
export const withoutValues = (text: string): string => text.replace(/('--?[^'=\s]+)=[^']*'/g, "$1=…'");

/** The parser's own errors; help and version are such, too, with exit code 0. */
export const isCommanderError = (error: unknown): error is Error & { readonly exitCode: number } =>
  error instanceof Error && error.name === 'CommanderError' && 'exitCode' in error;

const hasIssues = (error: unknown): error is Error & { readonly issues: readonly Issue[] } =>
  error instanceof Error && 'issues' in error && Array.isArray(error.issues);
