/** Removes locks that nobody holds any more, for people who see a drive that is `busy`. */
import type { ImageLock, UnlockOptions } from './backend.ts';
import { drivePlacesOf } from './find.ts';
import { keptNameOf } from './instance-names.ts';
import type { DriveLocation } from './locations.ts';
import type { OperationOptions, StoreSetting } from './options.ts';

export interface UnlockDriveOptions extends OperationOptions, UnlockOptions {}

/** A lock that was found on the drive of an instance; `path` is the lock's. */
export interface FoundLock extends DriveLocation, ImageLock {}

/** Removes the locks on the drive of an instance whose owners are gone or give no sign of life, and says which there were. */
export async function unlockDrive(
  setting: StoreSetting,
  instance: string,
  options: UnlockDriveOptions,
): Promise<readonly FoundLock[]> {
  const { force, signal } = options;
  const places = drivePlacesOf(setting, instance, options);
  const names = places.flatMap((place) => [place.name, keptNameOf(instance)].map((name) => ({ ...place, name })));
  const found = await Promise.all(
    names.map(async ({ backend, location, name }) => {
      const locks = (await backend.unlock?.(name, { force, signal })) ?? [];
      return locks.map((lock) => ({ instance, location, ...lock }));
    }),
  );
  return found.flat();
}
