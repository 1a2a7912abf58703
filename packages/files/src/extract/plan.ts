/** Plans an extraction: what it will make, and everything that forbids it, known before a byte is written. */
import { InvalidImageError, type Issue, internalError, printable } from '@configdrive/issues';
import type { Content, ContentSource } from 'iso9660-format';
import { type ImageIssue, type ImageRecord, imageCodes, type RecordKind } from 'iso9660-reader';
import { filesCodes } from '../codes.ts';
import { linksInside } from './links.ts';
import { lossesOf } from './losses.ts';
import { GivenNames, nameOf, refusalOfName } from './names.ts';

export interface OutputLimits {
  /** Bytes of all files together; names of one content count each. Default: four times the image. */
  readonly outputByteLength: number;
  /** Bytes of one file. Default: those of the image. */
  readonly fileByteLength: number;
}

export interface ExtractionPlanOptions extends OutputLimits {
  readonly createLinks: boolean;
  readonly onWindows: boolean;
  readonly allowsAlike: boolean;
}

export interface PlannedFile {
  readonly record: ImageRecord;
  readonly content: ContentSource;
}

export interface PlannedSymbolicLink {
  readonly path: string;
  readonly target: string;
  readonly modified: Date | undefined;
}

/** What is left out: special files always, symbolic links unless asked for and then those that lead outside. */
export interface SkippedEntry {
  readonly path: string;
  readonly kind: RecordKind;
  readonly reason: 'links-not-wanted' | 'leads-outside' | 'special-file';
}

export interface ExtractionPlan {
  /** Parents before children. */
  readonly directories: readonly ImageRecord[];
  /** In the order in which they lie in the image. */
  readonly files: readonly PlannedFile[];
  readonly links: readonly PlannedSymbolicLink[];
  readonly skipped: readonly SkippedEntry[];
  readonly byteLength: number;
}

/** What was read of an image. */
export interface ReadRecords {
  readonly records: readonly ImageRecord[];
  readonly issues: readonly ImageIssue[];
}

/** @throws InvalidImageError with all problems (the first hundred of them) */
export function planExtraction({ records, issues }: ReadRecords, options: ExtractionPlanOptions): ExtractionPlan {
  refuseProblems([...lossesOf(records, issues), ...problemsOf(records, options)].slice(0, MAX_PROBLEMS));
  const files = plannedFiles(records);
  const links = plannedLinks(records, options);
  return {
    directories: records.filter(({ kind }) => kind === 'directory'),
    files,
    links,
    skipped: skippedOf(records, links, options),
    byteLength: byteLengthOfAll(records),
  };
}

const MAX_PROBLEMS = 100;

function refuseProblems(problems: readonly Issue[]): void {
  const [first, ...rest] = problems;
  if (first !== undefined) throw new InvalidImageError([first, ...rest]);
}

// One function call for each of a hundred thousand records, not one generator: that would take as long as listing them.
function problemsOf(records: readonly ImageRecord[], options: ExtractionPlanOptions): readonly Issue[] {
  const problems: Issue[] = [];
  const names = new GivenNames(options.allowsAlike);
  const byteLength = byteLengthOfAll(records);
  if (byteLength > options.outputByteLength) {
    const message = `${filesCodes['output-too-large'].meaning}: ${byteLength} bytes, at most ${options.outputByteLength}`;
    problems.push({ code: 'output-too-large', severity: 'error', place: [], message });
  }
  for (const record of records) {
    if (problems.length >= MAX_PROBLEMS) break;
    takeNameProblems(record, names, options, problems);
    if (record.kind === 'file') takeFileProblems(record, options, problems);
  }
  return problems;
}

function takeNameProblems(
  { path }: ImageRecord,
  names: GivenNames,
  options: ExtractionPlanOptions,
  problems: Issue[],
): void {
  const name = nameOf(path);
  const refusal = refusalOfName(name, options.onWindows);
  if (refusal !== undefined) problems.push(problem('name-unsafe', path, `the name ${refusal}`));
  const other = names.give(path, name);
  if (other === undefined) return;
  if (other === path) problems.push(problem('name-duplicate', path, imageCodes['name-duplicate'].meaning));
  else {
    const message = `${imageCodes['names-alike'].meaning}: "${printable(other)}" is there`;
    problems.push(problem('names-alike', path, message));
  }
}

function takeFileProblems({ path, byteLength, obstacle }: ImageRecord, limits: OutputLimits, problems: Issue[]): void {
  if (obstacle !== undefined) problems.push(problem(obstacle, path, imageCodes[obstacle].meaning));
  if (byteLength <= limits.fileByteLength) return;
  problems.push(problem('file-too-large', path, `${byteLength} bytes, at most ${limits.fileByteLength}`));
}

const problem = (code: string, path: string, message: string): Issue => ({
  code,
  severity: 'error',
  place: [path],
  message,
});

function byteLengthOfAll(records: readonly ImageRecord[]): number {
  let total = 0;
  for (const { kind, byteLength } of records) if (kind === 'file') total += byteLength;
  return total;
}

function plannedFiles(records: readonly ImageRecord[]): readonly PlannedFile[] {
  const files = records.filter(({ kind }) => kind === 'file');
  const aliased = aliasedContents(files);
  return files
    .map((record) => ({ record, content: sourceIn(record.entry.content ?? aliased.get(record.entry.sameAs)) }))
    .sort((a, b) => a.record.block - b.record.block);
}

/** By path, of the files that aliases name; most images have none. */
function aliasedContents(files: readonly ImageRecord[]): ReadonlyMap<string | undefined, Content | undefined> {
  const paths = new Set<string>();
  for (const { entry } of files) if (entry.sameAs !== undefined) paths.add(entry.sameAs);
  if (paths.size === 0) return new Map();
  return new Map(files.filter(({ path }) => paths.has(path)).map(({ path, entry }) => [path, entry.content]));
}

function sourceIn(content: Content | undefined): ContentSource {
  if (typeof content === 'object' && 'open' in content) return content;
  throw internalError('the reader gave a content that is no source');
}

function plannedLinks(records: readonly ImageRecord[], options: ExtractionPlanOptions): readonly PlannedSymbolicLink[] {
  if (!options.createLinks) return [];
  const links = records.filter(({ kind }) => kind === 'symbolic-link');
  return linksInside(links, options).map(linkOf);
}

const linkOf = ({ path, entry }: ImageRecord): PlannedSymbolicLink => ({
  path,
  target: entry.target ?? '',
  modified: entry.modified,
});

function skippedOf(
  records: readonly ImageRecord[],
  links: readonly PlannedSymbolicLink[],
  { createLinks }: ExtractionPlanOptions,
): readonly SkippedEntry[] {
  const kept = new Set(links.map(({ path }) => path));
  const others = records.filter(({ kind, path }) => kind !== 'file' && kind !== 'directory' && !kept.has(path));
  return others.map(({ path, kind }) => {
    if (kind !== 'symbolic-link') return { path, kind, reason: 'special-file' };
    return { path, kind, reason: createLinks ? 'leads-outside' : 'links-not-wanted' };
  });
}
