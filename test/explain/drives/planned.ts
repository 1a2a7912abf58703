/** The files of a planned drive, for judges that read directories. */
import type { ConfigDrive } from '@configdrive/core';
import { bytesAtHand } from '../../support/contents.ts';
import type { Files } from './sound.ts';

const contentAt = ({ entries }: ConfigDrive, path: string) => entries.find((entry) => entry.path === path)?.content;

export function plannedFiles(drive: ConfigDrive): Files {
  return new Map(
    drive.entries.map(({ path, content, sameAs }) => {
      const given = content ?? (sameAs === undefined ? null : (contentAt(drive, sameAs) ?? null));
      return [path, given === null ? null : bytesAtHand(given)];
    }),
  );
}
