/**
 * From a drive to the bytes of its image.
 */
import { InvalidInputError, type Issue } from '@configdrive/issues';
import { type ImageLayout, layOutImage, toBytes } from 'iso9660-writer';
import type { CoreCode } from './codes.ts';
import type { ConfigDrive } from './drive.ts';
import { shapedInput } from './input/shaped-input.ts';
import { newIssues } from './issues.ts';
import { defaultLimits } from './limits.ts';
import { type PlanOptions, planReported } from './plan.ts';

/** Joliet identifiers of a directory record: what genisoimage -J writes. */
const JOLIET_UNITS = 64;

export interface LayOutOptions {
  readonly limits?: { readonly imageByteLength?: number | undefined } | undefined;
}

/**
 * Where everything lies. `byteLength` is exact, and within the limit, before a byte of the image exists.
 *
 * @throws InvalidInputError
 */
export function layOutConfigDrive(drive: ConfigDrive, options: LayOutOptions = {}): ImageLayout {
  const layout = layOutImage(drive.entries, {
    ...drive.volume,
    volumeIdentifier: drive.label,
    timestamp: drive.timestamp,
    joliet: { maximumUnits: JOLIET_UNITS, overlong: drive.profile.overlongJolietNames },
  });
  checkImageSize(layout.byteLength, options);
  return layout;
}

/** Refuses an image above the limit, before there is a byte of it. */
export function checkImageSize(byteLength: number, { limits }: LayOutOptions): void {
  const limit = limits?.imageByteLength ?? defaultLimits.imageByteLength;
  if (byteLength > limit) throw new InvalidInputError([imageTooLarge(byteLength, limit)]);
}

const imageTooLarge = (byteLength: number, limit: number): Issue => ({
  code: 'image-too-large' satisfies CoreCode,
  severity: 'error',
  place: [],
  message: `the image would have ${byteLength} bytes, at most ${limit} are allowed`,
});

export interface BuiltDrive {
  /** The image. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What a guest will not like, of the drive and then of the layout. */
  readonly issues: readonly Issue[];
  readonly drive: ConfigDrive;
  readonly layout: ImageLayout;
}

/**
 * Anything to the image of its drive, in one synchronous call. Everything wrong with the input is thrown together.
 *
 * @throws InvalidInputError
 */
export function buildConfigDrive(unknown: unknown, options: PlanOptions): BuiltDrive {
  const report = newIssues();
  const input = shapedInput(unknown, report);
  const drive = planReported(input, options, report);
  const limits = { imageByteLength: options.limits?.imageByteLength ?? input.limits?.imageByteLength };
  const layout = layOutConfigDrive(drive, { limits });
  return { bytes: toBytes(layout), issues: [...drive.issues, ...layout.issues], drive, layout };
}
