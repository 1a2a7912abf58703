/** User data: CloudStack's file, OpenStack's and EC2's of every version, NoCloud's. */
import { utf8Bytes } from 'iso9660-format';
import { noCloudFiles, USER_DATA_PATH } from '../cloudstack-names.ts';
import type { ConfigDrive } from '../drive.ts';
import { decodeBase64, encodeBase64 } from '../encoding/base64.ts';
import { inEc2, inOpenStack, isOfOldBuilder } from '../formats/datasources.ts';
import { plainUserData } from '../machine/user-data.ts';
import { type Change, type ChangeOptions, changedDrive, putFile } from './change.ts';

const NO_CLOUD_PATH = noCloudFiles.userData;

/**
 * The drive with other user data, given as they are (not in base64); none at all take them off. Names that were one file
 * are one file again. A drive without user data gets them in every tree it has.
 *
 * @throws InvalidInputError as planning refuses user data
 */
export const withUserData = (drive: ConfigDrive, userData: string | Uint8Array, options: ChangeOptions): ConfigDrive =>
  changedDrive(drive, options, [], (change) => {
    const bytes = checkedUserData(userData, change);
    if (change.report.refused) return;
    const paths = pathsIn(change);
    const present = paths.filter((path) => change.files.has(path));
    if (bytes === undefined) removeUserData(present, change);
    else for (const path of present.length > 0 ? present : paths) putFile(path, formAt(path, bytes, change), change);
  });

function checkedUserData(userData: unknown, { setting, report }: Change): Uint8Array | undefined {
  const place = ['userData'];
  if (typeof userData === 'string' || userData instanceof Uint8Array) {
    return plainUserData(userData, place, setting, report);
  }
  report.add('wrong-type', place, 'must be a text or bytes');
  return undefined;
}

const pathsIn = ({ places }: Change): readonly string[] => [
  ...(places.cloudStack ? [USER_DATA_PATH] : []),
  ...inOpenStack(places, 'userData'),
  ...inEc2(places, 'userData'),
  ...(places.noCloud ? [NO_CLOUD_PATH] : []),
];

/** cloud-init wants NoCloud's file to be there, if empty. */
function removeUserData(paths: readonly string[], { files }: Change): void {
  for (const path of paths) {
    if (path === NO_CLOUD_PATH) files.write(path, '');
    else files.remove(path);
  }
}

/** The older builder writes base64, and its guests expect that. */
function formAt(path: string, bytes: Uint8Array, { files, places }: Change): Uint8Array {
  if (path !== USER_DATA_PATH || !isOfOldBuilder(places)) return bytes;
  const old = files.has(path) ? files.textAt(path) : '';
  return old !== undefined && 'bytes' in decodeBase64(old) ? utf8Bytes(encodeBase64(bytes)) : bytes;
}
