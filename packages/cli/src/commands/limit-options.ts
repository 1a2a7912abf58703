/** Flags of the limits of a drive: `limits` of the library, one flag for each. */
import type { OptionDeclaration } from '../framework/command.ts';

export const limitOptions = {
  userDataLimit: {
    value: 'characters',
    about: 'most user data, in characters of base64 (default: 32768, at most 1048576)',
  },
  imageLimit: { value: 'bytes', about: 'longest image, read or written (default: 67108864)' },
  entryLimit: { value: 'number', about: 'most files and directories (default: 10000)' },
} as const satisfies Readonly<Record<string, OptionDeclaration>>;
