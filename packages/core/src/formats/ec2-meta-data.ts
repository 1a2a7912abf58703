/**
 * ec2/<version>/meta-data.json: what nova writes there, as far as the input knows it.
 */

import { ec2Paths, METADATA, PUBLIC_KEYS_PATH } from '../cloudstack-names.ts';
import { type JsonText, jsonObject, jsonString } from '../encoding/ordered-json.ts';
import type { MachineData } from '../machine/machine-data.ts';
import { publicKeyLines } from '../machine/public-keys.ts';
import { instanceIdOf } from './meta-data.ts';

export const INSTANCE_ID_KEY = 'instance-id';

/** The same name in EC2's metadata and in NoCloud's. */
export const PUBLIC_KEYS_KEY = 'public-keys';

export function ec2MetaDataText(vm: MachineData): JsonText {
  const members = new Map<string, JsonText>();
  const instanceId = instanceIdOf(vm);
  if (instanceId !== undefined) members.set(INSTANCE_ID_KEY, jsonString(instanceId));
  for (const { directory, name, blank, content } of vm.data.values()) {
    if (directory !== METADATA || blank) continue;
    for (const [key = '', inner] of ec2Paths.get(name) ?? []) {
      const value = jsonString(content);
      members.set(key, inner === undefined ? value : jsonObject([[inner, value]]));
    }
  }
  const keys = vm.data.get(PUBLIC_KEYS_PATH);
  if (keys !== undefined && !keys.blank) members.set(PUBLIC_KEYS_KEY, ec2PublicKeys(keys.content));
  return jsonObject(members);
}

/** nova's: `{"0":{"openssh-key":"ssh-ed25519 …"}}`. */
export const ec2PublicKeys = (text: string): JsonText =>
  jsonObject(
    publicKeyLines(text).map(
      (line, index) => [String(index), jsonObject([['openssh-key', jsonString(line)]])] as const,
    ),
  );
