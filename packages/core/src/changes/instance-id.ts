/** The identity by which a guest tells a new instance from the one that it was before. */
import { checkArguments, drive as someDrive, text } from '@configdrive/issues/arguments';
import { INSTANCE_ID_FILE, INSTANCE_ID_PATH, VM_ID_FILE, VM_ID_PATH } from '../cloudstack-names.ts';
import type { ConfigDrive } from '../drive.ts';
import { presentDatasources } from '../formats/datasources.ts';
import type { ChangeOptions } from './change.ts';
import { withMetadata } from './metadata.ts';

/**
 * Gives the drive another instance id, after which cloud-init sets up the guest as a new instance: another password, other
 * keys and user data count then. On a drive of CloudStack these are `vm-id` and `instance-id`, where it has them.
 *
 * @throws InvalidInputError as planning refuses triples of `metadata`
 */
export function withInstanceId(drive: ConfigDrive, instanceId: string, options: ChangeOptions): ConfigDrive {
  checkArguments(['drive', someDrive, drive], ['instanceId', text, instanceId]);
  const names = namesOf(drive);
  return withMetadata(
    drive,
    names.map((name) => [name, instanceId] as const),
    options,
  );
}

function namesOf({ entries }: ConfigDrive): readonly string[] {
  const paths = new Set(entries.map(({ path }) => path));
  if (!presentDatasources(paths).cloudStack) return [INSTANCE_ID_FILE];
  const present = [
    [VM_ID_PATH, VM_ID_FILE],
    [INSTANCE_ID_PATH, INSTANCE_ID_FILE],
  ].flatMap(([path = '', name = '']) => (paths.has(path) ? [name] : []));
  return present.length === 0 ? [VM_ID_FILE] : present;
}
