/** Who is asked about the drive that a command writes, and how what they say is told. */
import type { DriveCheck } from '@configdrive/core';
import type { AskedGuest, AskedGuests } from '@configdrive/guests';
import type { Issue } from '@configdrive/issues';
import { printIssues } from '../framework/output.ts';

/** The options by which a command that writes is told whom to ask. */
export interface AskingOptions {
  readonly guest?: readonly AskedGuest[];
  readonly noGuestCheck?: boolean;
}

/** Undefined: nobody is asked. */
export const askedGuests = ({ guest, noGuestCheck = false }: AskingOptions): AskedGuests | undefined =>
  noGuestCheck ? undefined : (guest ?? 'likely');

/** The check that asks them; their rules are loaded only for that. */
export async function guestCheckBy(options: AskingOptions): Promise<DriveCheck | undefined> {
  const asked = askedGuests(options);
  if (asked === undefined) return undefined;
  const { guestCheck } = await import('@configdrive/guests');
  return guestCheck(asked);
}

/** Tells the issues of a drive that is written all the same; below a warning stands what to do. */
export async function tellIssues(issues: readonly Issue[]): Promise<void> {
  const warned = new Set(issues.filter(({ severity }) => severity === 'warning').map(({ code }) => code));
  if (warned.size === 0) return printIssues(issues);
  const { adviceOf } = await import('../advice/advice.ts');
  return printIssues(issues, undefined, (code) => (warned.has(code) ? adviceOf(code) : undefined));
}
