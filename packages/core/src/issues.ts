/**
 * Where problems are collected: what refuses an input is thrown together, the rest travels with the drive.
 */
import { IssueCollector } from '@configdrive/issues';
import { type CoreCode, coreCodes } from './codes.ts';

const MAX_LISTED = 100;

export type CoreIssues = IssueCollector<CoreCode>;

export const newIssues = (): CoreIssues => IssueCollector.of(coreCodes, { most: MAX_LISTED, more: 'more-problems' });
