/** Lists drives one after the other: a hundred thousand of them take no more memory than one. */
import { instanceIn } from './instance-names.ts';
import { type DriveLocation, driveLocationOf, drivePlaceIn, placesOf } from './locations.ts';
import type { OperationOptions, StoreSetting } from './options.ts';

export type ListedDrive = DriveLocation;

/** Lists drives in the order of the locations, in each as the backend gives them. A drive in two locations comes twice. */
export async function* listDrives(setting: StoreSetting, options: OperationOptions): AsyncGenerator<ListedDrive> {
  const { location, signal } = options;
  for (const place of placesOf(setting.places, location)) {
    for await (const { name } of place.backend.list({ signal })) {
      const instance = instanceIn(name);
      if (instance !== undefined) yield driveLocationOf(drivePlaceIn(place, instance));
    }
  }
}
