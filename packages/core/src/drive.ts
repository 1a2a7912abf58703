/** A config drive as data, before it is laid out or after it was read. */
import { type Issue, refuseErrors } from '@configdrive/issues';
import type { Entry } from 'iso9660-format';
import type { ImageOptions } from 'iso9660-writer';
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

/** A drive as data: what it is called, what it holds, what guests will not like about it. */
export interface ConfigDrive {
  readonly label: string;
  readonly entries: readonly Entry[];
  /** Of the volume and of every entry without a date of its own. */
  readonly timestamp: Date;
  readonly volume: VolumeFields;
  readonly profile: Profile;
  readonly issues: readonly Issue[];
}

/** Says what is to be told of a drive beside what planning finds, such as what its guests will make of it. */
export type DriveCheck = (drive: ConfigDrive) => readonly Issue[];

/**
 * Adds what a check says to the issues of a drive.
 *
 * @throws InvalidInputError when `strict`, for what it says of severity error
 */
export function checkedDrive(drive: ConfigDrive, check: DriveCheck | undefined, strict: boolean): ConfigDrive {
  const issues = check?.(drive) ?? [];
  if (strict) refuseErrors(issues);
  return issues.length === 0 ? drive : { ...drive, issues: [...drive.issues, ...issues] };
}
