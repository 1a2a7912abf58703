/** Facts to standard output, trouble to standard error. A reader that has gone away is no trouble. */
import { fstatSync } from 'node:fs';
import { styleText } from 'node:util';
import { type Issue, issueText, MOST_LINES, moreText, printable, type Severity } from '@configdrive/issues';

/** A stream that whoever reads it may close at any moment: only the callback of a write hears of it. */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

/**
 * Writes to standard output and waits until all is taken. Answers false when nobody reads any more.
 *
 * @throws StorageError when it is a file and the disk is full
 */
export async function writeStdout(chunk: string | Uint8Array): Promise<boolean> {
  if (isForReaders(process.stdout)) return putIn(process.stdout, chunk);
  const { writeFully } = await import('@configdrive/files');
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  writeFully(process.stdout.fd, bytes, 'stream', 'standard output');
  return true;
}

/** A terminal, a pipe, a socket; files and devices like /dev/full need a writer that counts. */
function isForReaders({ isTTY, fd }: NodeJS.WriteStream & { readonly fd: number }): boolean {
  if (isTTY) return true;
  try {
    const stats = fstatSync(fd);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return true;
  }
}

/** Any error means that nobody reads any more: closed, hung up, gone. */
const putIn = (stream: NodeJS.WriteStream, chunk: string | Uint8Array): Promise<boolean> =>
  new Promise((resolve) => {
    stream.write(chunk, (error) => resolve(error === null || error === undefined));
  });

/** Lines of facts. `| head` may close the pipe: it has what it wanted. */
export async function printFacts(text: string): Promise<void> {
  await writeStdout(text.endsWith('\n') ? text : `${text}\n`);
}

const CHUNK_LENGTH = 64 * 1024;

/** Lines of facts that are made while they are printed, and no longer when nobody reads any more. */
export async function printLines(lines: Iterable<string>): Promise<void> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK_LENGTH) continue;
    if (!(await writeStdout(chunk))) return;
    chunk = '';
  }
  if (chunk !== '') await writeStdout(chunk);
}

/** Facts for programs. The name and the form belong together: a form that breaks its readers gets the next number. */
export async function printJson(schema: `configdrive.${string}/${number}`, facts: object): Promise<void> {
  const { issues }: { readonly issues?: readonly Issue[] } = facts;
  const told = issues === undefined ? facts : { ...facts, issues: await withPlaces(issues) };
  await printFacts(JSON.stringify({ schema, ...told }, null, 2));
}

const colours = { error: 'red', warning: 'yellow', notice: 'cyan' } as const satisfies Record<Severity, string>;

/**
 * A line of trouble per issue: `warning[network-part-dropped] vm.yaml:9 nics[0].mtu: …`. Of very many the worst are told, and
 * how many others there are. Below the first one of a code stands what to do, where there is advice.
 */
export async function printIssues(
  issues: readonly Issue[],
  hintOf: (issue: Issue) => string = () => '',
  adviceOf: (code: string) => string | undefined = () => undefined,
): Promise<void> {
  const advised = new Set<string>();
  for (const issue of await withPlaces(worstFirst(issues).slice(0, MOST_LINES))) {
    const { severity, code } = issue;
    await printDiagnostic(severity, `${whereText(issue)}${issueText(issue)}${hintOf(issue)}`, code);
    const advice = advised.has(code) ? undefined : adviceOf(code);
    advised.add(code);
    if (advice !== undefined) await printAdvice(advice);
  }
  await printMore(issues.length - MOST_LINES);
}

/** The places in files are looked for where there is anything to tell, and by code that is loaded then. */
async function withPlaces(issues: readonly Issue[]): Promise<readonly Issue[]> {
  if (issues.length === 0) return issues;
  const { located } = await import('../inputs/located.ts');
  return located(issues);
}

/** `vm.yaml:9 `; nothing for what is in no text. */
const whereText = ({ file, at, place }: Issue): string =>
  file === undefined || at === undefined || place[0] === file ? '' : `${printable(file)}:${at.line} `;

const printAdvice = (advice: string): Promise<unknown> =>
  putIn(process.stderr, `  ${inColour('dim', `help: ${advice}`, process.stderr)}\n`);

const severities: readonly Severity[] = ['error', 'warning', 'notice'];

/** Issues in their order, unless there are more than are told: then the worst come first. */
export const worstFirst = <Each extends Issue>(issues: readonly Each[], most = MOST_LINES): readonly Each[] =>
  issues.length <= most ? issues : severities.flatMap((wanted) => issues.filter(({ severity }) => severity === wanted));

/** Says on standard error how many lines of trouble are not there; nothing where there are none. */
export async function printMore(count: number): Promise<void> {
  if (count > 0) await printDiagnostic('notice', moreText(count));
}

export async function printDiagnostic(severity: Severity, text: string, code?: string): Promise<void> {
  await putIn(process.stderr, `${diagnosticLine(severity, text, code)}\n`);
}

/** Bold, dim … where standard output shows it. */
export const bold = (text: string): string => inColour('bold', text, process.stdout);
export const dim = (text: string): string => inColour('dim', text, process.stdout);

/** An error is red, a warning yellow. */
export const inColourOf = (severity: Severity, text: string): string =>
  inColour(colours[severity], text, process.stdout);

/** For standard error: `error[mac-invalid] nics[0].mac: …`; what has no code of its own is `error: …`. */
export const diagnosticLine = (severity: Severity, text: string, code?: string): string =>
  `${inColour(colours[severity], severityText(severity, code), process.stderr)} ${text}`;

/** `error[mac-invalid]`, the word by which the page of codes and the table of troubles are searched. */
export const severityText = (severity: Severity, code?: string): string =>
  code === undefined ? `${severity}:` : `${severity}[${code}]`;

type Format = Parameters<typeof styleText>[0];

/** Coloured on a terminal, plain elsewhere and under NO_COLOR. */
export const inColour = (format: Format, text: string, stream: NodeJS.WriteStream): string =>
  styleText(format, text, { stream, validateStream: true });
