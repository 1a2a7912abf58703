/**
 * The password that a drive is meant to bring: CloudStack's file of it. Readers that look elsewhere are measured against it.
 */
import { PASSWORD_PATH, SAVED_PASSWORD } from '../vocabulary.ts';
import type { Reading } from './reading.ts';
import type { Tree } from './tree.ts';

/** Undefined where there is none, or none that can be looked at. */
export function wantedPassword(tree: Tree): string | undefined {
  const text = tree.file(PASSWORD_PATH)?.text ?? '';
  return text === '' || text === SAVED_PASSWORD ? undefined : text;
}

/** Says of a reader that looks nowhere on a drive for a password that it does not. */
export function reportPasswordUnread({ tree, findings }: Reading, why: string): void {
  if (wantedPassword(tree) !== undefined) findings.add('part', 'password-not-found', [PASSWORD_PATH], why);
}
