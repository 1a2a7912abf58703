/** Tells whether a file is still the one that was read. */
import { stat } from 'node:fs/promises';

/** Another text: another file, or written since. Undefined: there is no file of this name. */
export async function fileVersionOf(path: string): Promise<string | undefined> {
  try {
    const stats = await stat(path, { bigint: true });
    const { dev, ino, size, mtimeNs, ctimeNs } = stats;
    return stats.isFile() ? [dev, ino, size, mtimeNs, ctimeNs].join(':') : undefined;
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause;
  }
}

const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
