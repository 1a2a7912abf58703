/** `configdrive store create`. */
import type { Context } from '../../frame/command.ts';
import { readDriveInput } from '../../inputs/drive-input.ts';
import { reportWritten } from './change.ts';
import type { CreateOptions } from './command.ts';
import { storeOf } from './opening.ts';

export async function create(
  instance: string,
  input: string,
  options: CreateOptions,
  { signal }: Context,
): Promise<void> {
  const store = storeOf(options);
  const { userData, nics, allowFiles = false, ifAbsent, ifMatch } = options;
  const data = await readDriveInput({ input, userData, nics, allowFiles, signal });
  const isRebuild = options.rebuild;
  const written = await store.create(instance, data, { ifAbsent, ifMatch, isRebuild, signal });
  await reportWritten('create', written, options.json);
}
