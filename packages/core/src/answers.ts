/** What a machine answers over HTTP, in place of its drive or from it. Pure: a server is thin above it. */
import { type Issue, inputRefusal } from '@configdrive/issues';
import { checkArguments, isDrive, kind, options as knownOptions } from '@configdrive/issues/arguments';
import { coreCodes } from './codes.ts';
import type { ConfigDrive } from './drive.ts';
import type { Answers } from './formats/answer.ts';
import { fileBytesOf } from './formats/file-bytes.ts';
import { type FormName, forms } from './formats/forms.ts';
import { newIssues } from './issues.ts';
import { checkedDataOf, Machine } from './machine/machine.ts';

export interface AnswerOptions {
  /** Whose requests are answered: those of CloudStack's virtual router, of nova, of EC2, or of a NoCloud seed. */
  readonly form: FormName;
}

/**
 * Makes every answer of a metadata service for one machine, or for a drive as it is, by path: `/latest/meta-data/vm-id`. A guest
 * that asks gets what it would have read from its drive, byte for byte; a path that is not in the map is not found. The router's
 * answers have no password: it hands them out by a protocol of their own. The others have it where their drive has it.
 *
 * @throws InvalidInputError for an unknown form, for vendor data that cannot be in a seed beside a password, and for a drive that
 *   has none of the files of this form
 */
export const answersOf = (source: Machine | ConfigDrive, options: AnswerOptions): Answers =>
  servedAnswersOf(source, options).answers;

/** The answers, and what of the machine cannot be handed out. */
export interface ServedAnswers {
  readonly answers: Answers;
  readonly issues: readonly Issue[];
}

/** The same as `answersOf`, with what is left out. */
export function servedAnswersOf(source: Machine | ConfigDrive, options: AnswerOptions): ServedAnswers {
  checkArguments(['source', served, source], ['options', answerOptions, options]);
  const { form } = options;
  if (!Object.hasOwn(forms, form)) {
    throw inputRefusal(coreCodes, 'wrong-value', ['form'], `must be one of ${Object.keys(forms).join(', ')}`);
  }
  const report = newIssues();
  const answers = source instanceof Machine ? ofMachine(source, form) : ofDrive(source, form);
  return { answers, issues: report.issues };

  function ofMachine(machine: Machine, name: FormName): Answers {
    const { data, setting } = checkedDataOf(machine);
    return forms[name].ofMachine(data, setting, report);
  }

  function ofDrive({ entries }: ConfigDrive, name: FormName): Answers {
    const found = forms[name].ofFiles(fileBytesOf(entries), report);
    if (found !== undefined) return found;
    throw inputRefusal(coreCodes, 'form-unfit', ['form'], `the drive has no files of the form ${name}`);
  }
}

/** What is served: a machine, or a drive as it is. */
const served = /* @__PURE__ */ kind(
  'a machine or a drive: what parseMachine, planConfigDrive or readConfigDrive gives',
  (value) => value instanceof Machine || isDrive(value),
);
const answerOptions = /* @__PURE__ */ knownOptions<AnswerOptions>({ form: true });
