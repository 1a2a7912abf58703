/** What the command says of the issues of libraries, which know options and no flags. */
import type { Issue } from '@configdrive/issues';
import type { Options } from './command.ts';

/** By code: the option that gets past an issue, and what is said of its flag where the command has it. */
const hints: Readonly<Record<string, readonly [option: string, hint: string]>> = {
  'already-exists': ['force', '; --force replaces it'],
  'batch-unfinished': ['resume', ': --resume goes on with it, --force begins anew'],
  'create-once-unsupported': ['force', '; --force does that'],
  'directory-foreign': ['allowSharedDirectory', ' (--allow-shared-directory does)'],
  'directory-shared': ['allowSharedDirectory', ' with --allow-shared-directory'],
  'files-not-allowed': ['allowFiles', '; --allow-files lets it'],
  'live-list-empty': ['allowEmpty', '; --allow-empty if that is so'],
  'password-empty': ['withoutPassword', '; --without-password takes one off'],
  'line-limit-invalid': ['lineLimit', ' (--line-limit)'],
};

/** Says which flag of this command gets past an issue; empty where none does. */
export function hintOf({ code }: Issue, options: Options): string {
  const [option, hint = ''] = hints[code] ?? [];
  return option !== undefined && option in options ? hint : '';
}
