/** A config drive as data, before it is laid out or after it was read. */
import { type Issue, refuseErrors } from '@configdrive/issues';
import type { Entry } from 'iso9660-format';
import type { Namespace } from 'iso9660-reader';
import type { ImageOptions } from 'iso9660-writer';
import { goneOnWith } from './issues.ts';
import type { TreeName } from './labels.ts';
import type { Profile } from './profiles.ts';

/** Descriptor fields of the volume beside its label. A planned drive's dates are all its timestamp; null: not given. */
export type VolumeFields = Pick<
  ImageOptions,
  | 'systemIdentifier'
  | 'volumeSetIdentifier'
  | 'publisherIdentifier'
  | 'preparerIdentifier'
  | 'applicationIdentifier'
  | 'copyrightFileIdentifier'
  | 'abstractFileIdentifier'
  | 'bibliographicFileIdentifier'
  | 'created'
  | 'modified'
  | 'expires'
  | 'effective'
>;

/** A tree of an image as the guests see it that read that one. */
export interface DriveTree {
  /** By which names: Rock Ridge's, which Linux reads where there are any, Joliet's, which Windows reads, or plain ones. */
  readonly namespace: Namespace;
  /** In the names as they stand there. */
  readonly entries: readonly Entry[];
}

/** A drive as data: what it is called, what it holds, what guests will not like about it. */
export interface ConfigDrive {
  readonly label: string;
  readonly entries: readonly Entry[];
  /**
   * The trees of the image that the drive was read from, that of Linux first, where guests that read different ones do not see the
   * same. What is written anew has `entries` in all of them.
   */
  readonly trees?: readonly DriveTree[] | undefined;
  /** Of the volume and of every entry without a date of its own. */
  readonly timestamp: Date;
  readonly volume: VolumeFields;
  /** Bytes of the image that the drive was read from: one that is made of it is as long, if what is on it fits. */
  readonly imageByteLength?: number | undefined;
  readonly profile: Profile;
  readonly issues: readonly Issue[];
}

/** What who makes a drive knows of it beside what is on it. */
export interface DriveOrigin {
  /** The system of the guest, where the input or the options say it. */
  readonly guestOs?: string | undefined;
  /** Whose files, where the drive was planned. */
  readonly tree?: TreeName | undefined;
  /** The drive of before, where this one is a change of it. */
  readonly before?: ConfigDrive | undefined;
}

/** Says what is to be told of a drive beside what planning finds, such as what its guests will make of it. */
export type DriveCheck = (drive: ConfigDrive, origin: DriveOrigin) => readonly Issue[];

/** Who is asked about a drive, and whether what they call an error refuses it. */
export interface CheckOptions {
  /** Issues of severity error refuse the drive. Default: they come with it, as warnings. */
  readonly strict?: boolean | undefined;
  /** Asked about the drive; what it says is among the issues, and what of it is an error refuses with `strict`. */
  readonly check?: DriveCheck | undefined;
}

/**
 * Adds what a check says to the issues of a drive.
 *
 * @throws InvalidInputError when `strict`, for what it says of severity error
 */
export function checkedDrive(
  drive: ConfigDrive,
  { check, strict = false }: CheckOptions,
  origin: DriveOrigin = {},
): ConfigDrive {
  const issues = goneOnWith(checkedIssues(check?.(drive, origin) ?? [], strict));
  for (const issue of issues) opinions.add(issue);
  return issues.length === 0 ? drive : { ...drive, issues: [...drive.issues, ...issues] };
}

function checkedIssues(issues: readonly Issue[], strict: boolean): readonly Issue[] {
  if (strict) refuseErrors(issues);
  return issues;
}

const opinions = new WeakSet<Issue>();

/** Whether an issue is what a check said of a drive: of what the drive becomes by a change it says nothing. */
export const isOpinion = (issue: Issue): boolean => opinions.has(issue);
