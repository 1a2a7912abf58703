/** Lock and temporary files as others would have left them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockName, tempName } from '../../packages/files/src/lock/own-names.ts';

/** The name that a file of this process would have in another container. */
export const inAnotherContainer = (name: string): string =>
  name.replace(/-([0-9a-f]{8}\.[0-9a-f]{8})\.[0-9a-f]{8}\.(?=[^-]*$)/, '-$1.00000001.');

export interface Left {
  readonly lock: string;
  readonly draft: string;
}

/** Leaves a lock on an image and a temporary file under it. */
export function leaveLock(directory: string, image: string, named: (name: string) => string = (name) => name): Left {
  const [lock, draft] = [lockName(image), tempName(image)].map(named);
  for (const name of [lock, draft]) writeFileSync(join(directory, name ?? ''), '', { mode: 0o600 });
  return { lock: lock ?? '', draft: draft ?? '' };
}
