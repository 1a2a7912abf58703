/**
 * Where problems are collected: what refuses an input is thrown together, the rest travels with the drive.
 */
import { type CodeTable, type Issue, IssueCollector } from '@configdrive/issues';
import { allowableCodes, type CoreCode, coreCodes } from './codes.ts';

const MAX_LISTED = 100;

export type CoreIssues = IssueCollector<CoreCode>;

/** @param allow Codes that are let through: who named them is warned, and nothing is refused for them */
export const newIssues = (allow?: readonly string[]): CoreIssues =>
  IssueCollector.of(codesAllowing(allow), { most: MAX_LISTED, more: 'more-problems' });

function codesAllowing(allow: readonly string[] | undefined): CodeTable<CoreCode> {
  const allowed = allowableCodes.filter((code) => Array.isArray(allow) && allow.includes(code));
  const meanings = allowed.map((code) => [code, { ...coreCodes[code], severity: 'warning', refuses: false }] as const);
  return meanings.length === 0 ? coreCodes : { ...coreCodes, ...Object.fromEntries(meanings) };
}

/** Issues as those tell them who went on all the same: an error would say that nothing was made. */
export const goneOnWith = (issues: readonly Issue[]): readonly Issue[] =>
  issues.some(isError) ? issues.map((issue) => (isError(issue) ? { ...issue, severity: 'warning' } : issue)) : issues;

const isError = ({ severity }: Issue): boolean => severity === 'error';
