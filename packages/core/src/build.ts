/**
 * From a drive to the bytes of its image.
 */
import { InvalidInputError, type Issue } from '@configdrive/issues';
import { checkArguments, options as knownOptions, drive as someDrive } from '@configdrive/issues/arguments';
import { BLOCK_SIZE } from 'iso9660-format';
import { extendedLayout, type ImageLayout, layOutImage, toBytes } from 'iso9660-writer';
import type { CoreCode } from './codes.ts';
import { type ConfigDrive, checkedDrive } from './drive.ts';
import { buildOptionNames, type MachineOptions, refuseMachineOptions } from './input/settings.ts';
import { newIssues } from './issues.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { Machine } from './machine/machine.ts';
import { checkedInput, type MachineInput } from './parse.ts';
import { checkTimestamp, type PlanOptions, planConfigDrive, plannedDrive } from './plan.ts';

/** Joliet identifiers of a directory record: what genisoimage -J writes. */
const JOLIET_UNITS = 64;

export interface LayOutOptions {
  readonly limits?: { readonly imageByteLength?: number | undefined } | undefined;
}

/**
 * Where everything lies, and the room behind it. `byteLength` is exact, and within the limit, before a byte of the image
 * exists. A drive that was read keeps the length of its image as long as what is on it fits.
 *
 * @throws InvalidInputError
 */
export function layOutConfigDrive(drive: ConfigDrive, options: LayOutOptions = {}): ImageLayout {
  checkArguments(['drive', someDrive, drive], ['options', layOutOptions, options]);
  const layout = layOutFiles(drive);
  checkImageSize(layout.byteLength, options);
  return extendedLayout(layout, byteLengthWithRoom(layout.byteLength, drive, options));
}

/** Where everything lies, without room. */
export const layOutFiles = (drive: ConfigDrive): ImageLayout =>
  layOutImage(drive.entries, {
    ...drive.volume,
    volumeIdentifier: drive.label,
    timestamp: drive.timestamp,
    joliet: { maximumUnits: JOLIET_UNITS, overlong: drive.profile.overlongJolietNames },
  });

/**
 * How long the image of a drive is whose files end after so many bytes. A running guest goes on with the size that its device
 * had, so an image that a longer one replaces in place is cut off for it.
 */
export function byteLengthWithRoom(
  byteLength: number,
  { profile, imageByteLength = 0 }: Pick<ConfigDrive, 'profile' | 'imageByteLength'>,
  options: LayOutOptions,
): number {
  const wanted = byteLength <= imageByteLength ? imageByteLength : byteLength + profile.room;
  return Math.max(byteLength, Math.min(wanted, wholeBlocksIn(mostBytesOf(options))));
}

const wholeBlocksIn = (byteLength: number): number => byteLength - (byteLength % BLOCK_SIZE);

/** Refuses an image above the limit, before there is a byte of it. */
export function checkImageSize(byteLength: number, options: LayOutOptions): void {
  const limit = mostBytesOf(options);
  if (byteLength > limit) throw new InvalidInputError([imageTooLarge(byteLength, limit)]);
}

const mostBytesOf = ({ limits }: LayOutOptions): number => limits?.imageByteLength ?? defaultLimits.imageByteLength;

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

/** How a drive is built from an input: how that is read, and how the drive is planned. */
export interface BuildOptions extends MachineOptions, PlanOptions {}

/**
 * Makes the image of the drive of an input, or of a machine that was checked before, in one synchronous call. Everything
 * wrong with the input is thrown together. A machine keeps the options that it was read with: others are refused.
 *
 * @throws InvalidInputError
 */
export function buildConfigDrive(input: MachineInput | Machine, options: BuildOptions): BuiltDrive {
  checkArguments(['options', buildOptions, options]);
  const report = newIssues(options.allow);
  if (input instanceof Machine) {
    refuseMachineOptions(options, report);
    report.throwIfRefused();
    return builtDrive(planConfigDrive(input, options), input.limits);
  }
  const checked = checkedInput(input, options, report);
  checkTimestamp(options.timestamp, report);
  const planned = plannedDrive(checked, options, report);
  const { data, setting } = checked;
  const drive = checkedDrive(planned, options, { guestOs: data.guestOs, tree: setting.tree });
  return builtDrive(drive, setting.limits);
}

function builtDrive(drive: ConfigDrive, limits: Limits): BuiltDrive {
  const layout = layOutConfigDrive(drive, { limits });
  return { bytes: toBytes(layout), issues: [...drive.issues, ...layout.issues], drive, layout };
}

const layOutOptions = /* @__PURE__ */ knownOptions<LayOutOptions>({ limits: true });
const buildOptions = /* @__PURE__ */ knownOptions<BuildOptions>(buildOptionNames);
