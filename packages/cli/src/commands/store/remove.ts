/** `configdrive store remove`: what was found is told, and is never an error. */

import type { Issue } from '@configdrive/issues';
import type { Removal } from '@configdrive/store';
import type { Context } from '../../frame/command.ts';
import type { LookOptions } from './command.ts';
import { storeOf } from './opening.ts';
import { report } from './report.ts';

export async function remove(instance: string, options: LookOptions, { signal }: Context): Promise<void> {
  const { location, json } = options;
  const removals: Removal[] = [];
  await storeOf(options).remove(instance, { location, signal, onRemoval: (removal) => removals.push(removal) });
  const drives = removals.map(({ error: _, ...drive }) => drive);
  await report({ operation: 'remove', drives, issues: removals.flatMap(warningsOf) }, json);
}

/** What could not be removed is no error of this command, but somebody should know. */
export const warningsOf = ({ error }: Pick<Removal, 'error'>): readonly Issue[] =>
  error === undefined ? [] : error.issues.map((issue) => ({ ...issue, severity: 'warning' }));
