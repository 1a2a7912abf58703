/** Attempts to do what storage may refuse, where that is an outcome and no error. */
import { StorageError } from '@configdrive/issues';
import type { ImageRemoval } from './backend.ts';

/** What became of an attempt to remove an image. */
export interface Attempted<More extends string = never> {
  readonly outcome: ImageRemoval['outcome'] | 'unreachable' | More;
  readonly error?: StorageError;
}

/** Whatever the storage says becomes an outcome; other errors are ours. */
export async function attempt<More extends string = never>(
  act: () => Promise<Attempted<More>>,
): Promise<Attempted<More>> {
  try {
    return await act();
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    return { outcome: 'unreachable', error: cause };
  }
}
