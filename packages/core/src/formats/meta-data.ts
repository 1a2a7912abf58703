/**
 * meta_data.json: CloudStack's metadata under OpenStack's keys, in the order in which it came.
 */
import { printable } from '@configdrive/issues';
import {
  ADMIN_PASS,
  INSTANCE_ID_PATH,
  METADATA,
  metadataKeyOf,
  openStackPathOf,
  PUBLIC_KEYS_FILE,
  readerOwnedKeys,
  readerOwnedMetaKeys,
  VM_ID_PATH,
} from '../cloudstack-names.ts';
import { type JsonText, jsonArray, jsonObject, jsonRecord, jsonString } from '../encoding/ordered-json.ts';
import { withoutEnd } from '../encoding/python-space.ts';
import type { Setting } from '../input/settings.ts';
import type { CoreIssues } from '../issues.ts';
import { type Datum, meantNameOf, partOf } from '../machine/data.ts';
import type { MachineData } from '../machine/machine-data.ts';
import { namesOfKeys, type PublicKey } from '../machine/public-keys.ts';
import type { Profile } from '../profiles.ts';
import { adminPass } from './password-places.ts';

/** Setting a key again keeps its place, here as in Gson's objects. */
type Members = Map<string, JsonText>;

/** Whose keys: CloudStack's, one for each name, or OpenStack's, users' data in `meta`. */
export type MetaDataForm = 'cloudstack' | 'openstack';

/** meta_data.json of CloudStack's tree. */
export function metaDataText(vm: MachineData, setting: Setting, report: CoreIssues): JsonText {
  const members = metaDataMembers(vm, 'cloudstack', setting, report);
  if (vm.password !== undefined && adminPass.isWritten({ ...setting, trees: { cloudStack: true } })) {
    members.set(ADMIN_PASS, jsonString(vm.password));
  }
  return jsonObject(members);
}

/** What the metadata of the input say in meta_data.json. */
export function metaDataMembers(vm: MachineData, form: MetaDataForm, setting: Setting, report: CoreIssues): Members {
  const members: Members = new Map();
  const meta: Members = new Map();
  for (const stated of vm.data.values()) {
    const statement = stated.value === stated.content ? stated : { ...stated, content: stated.value };
    if (statement.directory !== METADATA || isOmitted(statement, setting)) continue;
    if (statement.name === PUBLIC_KEYS_FILE) addPublicKeys(members, statement, vm, setting);
    else {
      const [key, inner] = memberPathOf(statement, form, setting, report) ?? [];
      if (inner !== undefined) meta.set(inner, jsonString(statement.content));
      else if (key !== undefined) members.set(key, jsonString(statement.content));
    }
  }
  addIdentity(members, vm, setting, report);
  if (meta.size > 0) members.set('meta', jsonObject(meta));
  return members;
}

/** Whether a statement leaves no trace in meta_data.json. */
export const isOmitted = ({ content, blank }: Datum, { profile }: Setting): boolean =>
  profile.blankMetadata === 'json-only' ? content === '' : blank;

/** The keys of a statement in meta_data.json, from the outside in; undefined where it is not in there. */
export function memberPathOf(
  { name, place }: Datum,
  form: MetaDataForm,
  { profile }: Setting,
  report: CoreIssues,
): readonly string[] | undefined {
  const path = form === 'openstack' ? openStackPathOf(name) : cloudStackPathOf(name);
  const owned = path?.length === 2 ? readerOwnedMetaKeys : readerOwnedKeys;
  const isOwned = metadataKeyOf(name) === undefined && owned.has(name);
  if (path === undefined || !isOwned || profile.readerOwnedNames === 'write') return path;
  const why = 'is not in meta_data.json, where guests have their own use for this key';
  const meant = meantNameOf(name);
  const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
  report.add('reader-owned-name', partOf(place, 1), `${printable(name)} ${why}${hint}`);
  return undefined;
}

function cloudStackPathOf(name: string): readonly string[] | undefined {
  const known = metadataKeyOf(name);
  return known === null ? undefined : [known ?? name];
}

function addPublicKeys(members: Members, { content }: Datum, vm: MachineData, { profile }: Setting): void {
  for (const [key, value] of publicKeyMembers(content, vm.publicKeys, profile)) members.set(key, value);
}

/** What meta_data.json says of SSH keys: of a text, and of the keys that are in it. */
export function publicKeyMembers(
  content: string,
  keys: readonly PublicKey[],
  { publicKeys }: Profile,
): readonly (readonly [key: 'keys' | 'public_keys', value: JsonText])[] {
  if (publicKeys === 'joined') return membersOfKeys([joinedKey(content)]);
  if (keys.length === 0) return [];
  const names = namesOfKeys(keys);
  return membersOfKeys(keys.map(({ line }, index) => ({ name: names[index] ?? '', data: line, line })));
}

interface NamedKey {
  readonly name: string;
  /** For `keys`. */
  readonly data: string;
  /** For `public_keys`; CloudStack's differ in the literal `\n`. */
  readonly line: PublicKey['line'];
}

/** CloudStack: one entry, whatever the text holds; its name is the third of four or more words. */
function joinedKey(content: string): NamedKey {
  const data = content.replaceAll('\\n', '');
  // Java's split leaves out empty words at the end.
  const words = withoutEnd(data, (unit) => unit === ' ').split(' ');
  const name = words.length > 3 && words[2] !== undefined && words[2] !== '' ? words[2] : 'key';
  return { name, data, line: content };
}

const keyText = jsonRecord('type', 'data', 'name');

const ssh = jsonString('ssh');

function membersOfKeys(keys: readonly NamedKey[]): ReturnType<typeof publicKeyMembers> {
  const listed = keys.map(({ name, data }) => keyText({ type: ssh, data: jsonString(data), name: jsonString(name) }));
  const byName = jsonObject(keys.map(({ name, line }) => [name, jsonString(line)] as const));
  return [
    ['keys', jsonArray(listed)],
    ['public_keys', byName],
  ];
}

/** A new uuid is a new machine to cloud-init. */
function addIdentity(members: Members, vm: MachineData, { profile }: Setting, report: CoreIssues): void {
  if (textAt(vm, VM_ID_PATH) !== undefined) return;
  const otherIdentity = textAt(vm, INSTANCE_ID_PATH) ?? vm.instanceName;
  if (profile.uuid === 'vm-id') {
    const why = 'no vm-id, from which alone CloudStack makes it: cloud-init refuses this drive';
    report.add('uuid-absent', ['openstack/latest/meta_data.json', 'uuid'], why);
  } else if (otherIdentity !== undefined) members.set('uuid', jsonString(otherIdentity));
}

/** Refuses a machine that nothing names: cloud-init takes no drive without a uuid. */
export function refuseNameless(vm: MachineData, { profile }: Setting, report: CoreIssues): void {
  if (profile.uuid === 'vm-id' || instanceIdOf(vm) !== undefined) return;
  const why = 'no vm-id, instance-id or instanceName, so no uuid in meta_data.json: cloud-init refuses this drive';
  report.add('uuid-missing', ['vmData'], why);
}

/** What the machine is called by where there is one name for it: EC2's and NoCloud's instance-id. */
export const instanceIdOf = (vm: MachineData): string | undefined =>
  textAt(vm, INSTANCE_ID_PATH) ?? textAt(vm, VM_ID_PATH) ?? vm.instanceName;

function textAt({ data: statements }: MachineData, path: string): string | undefined {
  const statement = statements.get(path);
  return statement === undefined || statement.blank ? undefined : statement.content;
}
