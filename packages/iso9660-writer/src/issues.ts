/** What is wrong with the entries and options of one image, collected to be told together. */
import { IssueCollector } from '@configdrive/issues';
import { type WriterIssueCode, writerCodes } from './codes.ts';

export type WriterIssues = IssueCollector<WriterIssueCode>;

export const newIssues = (): WriterIssues => IssueCollector.of(writerCodes);

/** Place of an entry, or of one of its fields. */
export const placeOf = (path: string, field?: string): string[] =>
  field === undefined ? ['entries', path] : ['entries', path, field];
