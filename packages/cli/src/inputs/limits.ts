/** The limits of a drive, as the flags of a command have them. */
import type { LimitOptions } from '@configdrive/core';
import type { limitOptions } from '../commands/limit-options.ts';
import { refusal } from '../framework/codes.ts';

type GivenLimits = { readonly [Name in keyof typeof limitOptions]?: string | undefined };

/** Which limit each flag sets. What number is too large for it is for the library to say. */
export const limitsOf = ({ userDataLimit, imageLimit, entryLimit }: GivenLimits): LimitOptions => ({
  ...limitOf('userDataBase64Length', '--user-data-limit', userDataLimit),
  ...limitOf('imageByteLength', '--image-limit', imageLimit),
  ...limitOf('entries', '--entry-limit', entryLimit),
});

function limitOf(name: keyof LimitOptions, flag: string, text: string | undefined): LimitOptions {
  if (text === undefined) return {};
  if (/^[0-9]{1,15}$/.test(text)) return { [name]: Number(text) };
  throw refusal('limit-invalid', [flag], 'must be a whole number');
}
