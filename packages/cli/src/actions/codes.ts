/** `configdrive codes`: what a code means, and what to do about it. */
import { coreCodes } from '@configdrive/core';
import { filesCodes } from '@configdrive/files';
import { fleetCodes } from '@configdrive/fleet';
import { guestCodes } from '@configdrive/guests';
import type { CodeMeaning } from '@configdrive/issues';
import { nearestWord } from '@configdrive/issues/arguments';
import { jobsCodes } from '@configdrive/jobs';
import { serverCodes } from '@configdrive/metadata-server';
import { storeCodes } from '@configdrive/store';
import { imageCodes } from 'iso9660-reader';
import { type WriterIssueCode, writerCodes } from 'iso9660-writer';
import { adviceOf } from '../advice/advice.ts';
import { writerMeanings } from '../advice/writer-meanings.ts';
import type { codes as words } from '../commands/codes.ts';
import type { ActionOf } from '../framework/action.ts';
import { commandCodes, refusal } from '../framework/codes.ts';
import { bold, dim, printJson, printLines } from '../framework/output.ts';
import { columnsOf, wrapped } from '../views/text.ts';

/** Who says what: a code of two packages means nearly the same in both, and all of it is told. */
const tables: Readonly<Record<string, Readonly<Record<string, CodeMeaning>>>> = {
  'iso9660-writer': writerCodes,
  'iso9660-reader': imageCodes,
  '@configdrive/core': coreCodes,
  '@configdrive/guests': guestCodes,
  '@configdrive/files': filesCodes,
  '@configdrive/store': storeCodes,
  '@configdrive/fleet': fleetCodes,
  '@configdrive/metadata-server': serverCodes,
  '@configdrive/jobs': jobsCodes,
  configdrive: commandCodes,
};

interface CodeFacts {
  readonly code: string;
  readonly of: string;
  readonly severity: CodeMeaning['severity'];
  readonly meaning: string;
  readonly advice: string | undefined;
}

const all: readonly CodeFacts[] = Object.entries(tables).flatMap(([of, table]) =>
  Object.entries(table).map(([code, { severity, meaning }]) => ({
    code,
    of,
    severity,
    meaning: Object.hasOwn(writerMeanings, code) && meaning === '' ? writerMeanings[code as WriterIssueCode] : meaning,
    advice: adviceOf(code),
  })),
);

export const codes: ActionOf<typeof words> = async ({ code }, { json }) => {
  const wanted = code === undefined ? all : all.filter((one) => one.code === wordIn(code));
  if (code !== undefined && wanted.length === 0) throw unknownCode(code);
  if (json) return printJson('configdrive.codes/1', { codes: wanted });
  const columns = columnsOf(process.stdout);
  await printLines(wanted.flatMap((one) => (code === undefined ? [lineOf(one)] : linesOf(one, columns))));
};

/** People paste what is in front of them: `error[mac-invalid]`. */
const wordIn = (text: string): string => /\[([a-z0-9-]+)\]/.exec(text)?.[1] ?? text;

function unknownCode(code: string): Error {
  const near = nearestWord(
    wordIn(code),
    all.map((one) => one.code),
  );
  const hint = near === undefined ? 'configdrive codes lists them' : `did you mean ${near}?`;
  return refusal('code-unknown', ['code'], `no message has this code; ${hint}`);
}

const lineOf = ({ code, severity, meaning }: CodeFacts): string => `${severity}[${code}] ${dim(meaning)}`;

const linesOf = ({ code, of, severity, meaning, advice }: CodeFacts, columns: number): readonly string[] => [
  `${bold(code)}, ${severity}, of ${of}`,
  ...wrapped(meaning, columns, 2),
  ...(advice === undefined ? [] : wrapped(`help: ${advice}`, columns, 2)),
];
