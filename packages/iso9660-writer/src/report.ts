/** Collects everything wrong with one input, so that it can be told together. */
import type { Issue, Place, Severity } from 'iso9660-format';
import type { WriterIssueCode } from './codes.ts';

export interface Report {
  readonly issues: Issue[];
  error(code: WriterIssueCode, place: Place, message: string, rule?: string): void;
  warning(code: WriterIssueCode, place: Place, message: string, rule?: string): void;
}

export function newReport(): Report {
  const issues: Issue[] = [];
  const add = (severity: Severity) => (code: WriterIssueCode, place: Place, message: string, rule?: string) => {
    issues.push({ code, severity, place, message, ...(rule === undefined ? {} : { rule }) });
  };
  return { issues, error: add('error'), warning: add('warning') };
}

/** Place of an entry, or of one of its fields. */
export const placeOf = (path: string, field?: string): string[] =>
  field === undefined ? ['entries', path] : ['entries', path, field];
