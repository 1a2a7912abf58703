/**
 * The password that a drive is meant to bring: CloudStack's file of it. Guests that look elsewhere are measured against it.
 */
import { PASSWORD_PATH, SAVED_PASSWORD } from '@configdrive/core/internal';
import type { GuestReading } from './guest-reading.ts';
import type { GuestTree } from './tree.ts';

/** Undefined where there is none, or none that can be looked at. */
export function wantedPassword(tree: GuestTree): string | undefined {
  const text = tree.file(PASSWORD_PATH)?.text ?? '';
  return text === '' || text === SAVED_PASSWORD ? undefined : text;
}

/** Says of a guest that looks nowhere on a drive for a password that it does not. */
export function reportPasswordUnread({ tree, findings }: GuestReading, why: string): void {
  if (wantedPassword(tree) !== undefined) findings.add('minor', 'password-not-found', [PASSWORD_PATH], why);
}
