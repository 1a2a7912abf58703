/** Facts to standard output, trouble to standard error. A reader that has gone away is no trouble. */
import { fstatSync } from 'node:fs';
import { styleText } from 'node:util';
import { type Issue, issueText, type Severity } from '@configdrive/issues';

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
export const printJson = (schema: `configdrive.${string}/${number}`, facts: object): Promise<void> =>
  printFacts(JSON.stringify({ schema, ...facts }, null, 2));

const colours = { error: 'red', warning: 'yellow', notice: 'cyan' } as const satisfies Record<Severity, string>;

/** A line of trouble per issue: `warning: nics[0].mtu: …`. */
export async function printIssues(
  issues: readonly Issue[],
  hintOf: (issue: Issue) => string = () => '',
): Promise<void> {
  for (const issue of issues) await printDiagnostic(issue.severity, `${issueText(issue)}${hintOf(issue)}`);
}

export async function printDiagnostic(severity: Severity, text: string): Promise<void> {
  await putIn(process.stderr, `${diagnosticLine(severity, text)}\n`);
}

/** Bold, dim … where standard output shows it. */
export const bold = (text: string): string => inColour('bold', text, process.stdout);
export const dim = (text: string): string => inColour('dim', text, process.stdout);

/** An error is red, a warning yellow. */
export const inColourOf = (severity: Severity, text: string): string =>
  inColour(colours[severity], text, process.stdout);

/** For standard error: `warning: …`. */
export const diagnosticLine = (severity: Severity, text: string): string =>
  `${inColour(colours[severity], `${severity}:`, process.stderr)} ${text}`;

type Format = Parameters<typeof styleText>[0];

/** Coloured on a terminal, plain elsewhere and under NO_COLOR. */
export const inColour = (format: Format, text: string, stream: NodeJS.WriteStream): string =>
  styleText(format, text, { stream, validateStream: true });
