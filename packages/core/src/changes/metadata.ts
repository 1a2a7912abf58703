/**
 * Metadata by CloudStack's names: its files and their aliases, the keys that they have in the metadata of every version, in
 * EC2's and in NoCloud's. A name that CloudStack does not know is a custom parameter.
 */
import { printable } from '@configdrive/issues';
import {
  ec2Paths,
  INSTANCE_ID_FILE,
  INSTANCE_ID_PATH,
  METADATA,
  PUBLIC_KEYS_FILE,
  VM_ID_FILE,
  VM_ID_PATH,
} from '../cloudstack-names.ts';
import type { ConfigDrive } from '../drive.ts';
import { type JsonText, jsonString } from '../encoding/ordered-json.ts';
import { yamlScalar } from '../encoding/yaml-scalars.ts';
import { INSTANCE_ID_KEY } from '../formats/ec2-meta-data.ts';
import { isOmitted, memberPathOf } from '../formats/meta-data.ts';
import { mayBeInNoCloud } from '../formats/nocloud.ts';
import { FoldedPaths } from '../input/names.ts';
import type { CoreIssues } from '../issues.ts';
import { type Datum, readMetadata } from '../machine/data.ts';
import { type Change, type ChangeOptions, changedDrive, putFile } from './change.ts';
import type { JsonFiles } from './json-files.ts';
import { addMissingMetaData, ec2MetaDataOf, filesWithUuid, metaDataOf, reportMissingUuids } from './meta-data-files.ts';
import { hasNoCloudValue, isSameInNoCloud, putNoCloudValue } from './no-cloud.ts';
import { putPublicKeys } from './public-keys.ts';

/** Names and values; null or blank: none. */
export type MetadataInput =
  | Readonly<Record<string, string | null>>
  | readonly (readonly [name: string, value: string | null])[];

const about = ['uuid-missing', 'uuid-absent'] as const;

/**
 * The drive with other metadata: `{ 'local-hostname': 'web-2', department: null }`. Names that are not given keep their
 * values. `public-keys` is what `withPublicKeys` takes.
 *
 * @throws InvalidInputError as planning refuses triples of `metadata`
 */
export const withMetadata = (drive: ConfigDrive, metadata: MetadataInput, options: ChangeOptions): ConfigDrive =>
  changedDrive(drive, options, about, (change) => {
    const statements = checkedMetadata(metadata, change);
    if (change.report.refused) return;
    const documents: Documents = { metaData: metaDataOf(change), ec2: ec2MetaDataOf(change) };
    const named = filesWithUuid(documents.metaData);
    for (const statement of statements) putStatement(statement, documents, change);
    documents.metaData.save(change);
    documents.ec2.save(change);
    const keys = statements.find(({ name }) => name === PUBLIC_KEYS_FILE);
    if (keys !== undefined) putPublicKeys(keys.content, change);
    if (statements.length > 0) reportMissingUuids(documents.metaData, named, change);
  });

interface Documents {
  readonly metaData: JsonFiles;
  readonly ec2: JsonFiles;
}

/** Names of a drive that was read may be longer than Joliet holds; new ones only where the caller's profile cuts them. */
function checkedMetadata(metadata: unknown, change: Change): readonly Datum[] {
  const { setting, options, report } = change;
  const overlongJolietNames = options.profile === undefined ? 'refuse' : setting.profile.overlongJolietNames;
  const profile = { ...setting.profile, overlongJolietNames };
  const statements = [...readMetadata(pairsOf(metadata, report), { ...setting, profile }, report).values()];
  if (statements.some(({ known }) => !known)) reportCollisions(statements, change);
  return statements;
}

/** The order of an object's keys is nobody's intention. */
function pairsOf(metadata: unknown, report: CoreIssues): readonly (readonly [name: string, value: string | null])[] {
  if (typeof metadata !== 'object' || metadata === null) {
    report.add('wrong-type', [METADATA], 'must be an object, or a list of pairs');
    return [];
  }
  const given: readonly unknown[] = Array.isArray(metadata) ? metadata : Object.entries(metadata).sort(byName);
  return given.filter((pair, index): pair is readonly [string, string | null] => {
    if (isPair(pair)) return true;
    const key = Array.isArray(metadata) ? index : String((pair as readonly unknown[])[0]);
    report.add('wrong-type', [METADATA, key], 'must be a name and a text or null');
    return false;
  });
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

const isPair = (pair: unknown): boolean =>
  Array.isArray(pair) &&
  pair.length === 2 &&
  typeof pair[0] === 'string' &&
  (pair[1] === null || typeof pair[1] === 'string');

/** A new name must be another one to every guest. */
function reportCollisions(statements: readonly Datum[], { files, report }: Change): void {
  const taken = new FoldedPaths();
  for (const path of files.paths) taken.add(path);
  for (const { path, place } of statements) {
    const other = taken.add(path);
    if (other !== undefined) {
      report.add('path-collision', place, `${printable(path)} and ${printable(other)} are one to some guests`);
    }
  }
}

function putStatement(statement: Datum, documents: Documents, change: Change): void {
  if (statement.name === PUBLIC_KEYS_FILE) return;
  const { setting, places, report } = change;
  const form = places.cloudStack ? 'cloudstack' : 'openstack';
  // Where CloudStack's own files are not, the uuid is all the identity there is.
  const isUuid = form === 'openstack' && statement.name === INSTANCE_ID_FILE;
  const path = isUuid ? ['uuid'] : memberPathOf(statement, form, setting, report);
  const { metaData, ec2 } = documents;
  const written: Written = {
    statement,
    path,
    // A drive may have it in either place, whoever made it.
    present: [path ?? [], [statement.name], ['meta', statement.name]].filter((one) => path && metaData.has(one)),
    member: path === undefined || isOmitted(statement, setting) ? undefined : jsonString(statement.content),
    ec2: (ec2Paths.get(statement.name) ?? []).filter((one) => ec2.has(one)),
    isForNoCloud: places.noCloud && mayBeInNoCloud(statement, report),
  };
  putIdentity(statement, documents, change);
  if (isPresent(written, change)) replaceStatement(written, documents, change);
  else addStatement(written, documents, change);
}

/** A statement in the forms it has on a drive. */
interface Written {
  readonly statement: Datum;
  /** In meta_data.json, where it is new; undefined: nowhere. */
  readonly path: readonly string[] | undefined;
  /** In meta_data.json, where it is. */
  readonly present: readonly (readonly string[])[];
  /** What it is there; undefined: nothing. */
  readonly member: JsonText | undefined;
  /** In EC2's metadata, where it is. */
  readonly ec2: readonly (readonly string[])[];
  readonly isForNoCloud: boolean;
}

const isPresent = ({ statement, present, ec2, isForNoCloud }: Written, change: Change): boolean =>
  change.files.hasOwn(statement.path) ||
  present.length > 0 ||
  ec2.length > 0 ||
  (isForNoCloud && hasNoCloudValue(change, statement.name));

function replaceStatement(written: Written, { metaData, ec2 }: Documents, change: Change): void {
  const { statement, present, member, isForNoCloud } = written;
  const { name, path, content, blank } = statement;
  if (blank) change.files.remove(path);
  else if (change.files.has(path)) change.files.write(path, content);
  for (const place of present) {
    if (member === undefined) metaData.remove(place);
    else metaData.replace(place, member);
  }
  for (const place of written.ec2) {
    if (blank) ec2.remove(place);
    else ec2.replace(place, jsonString(content));
  }
  if (isForNoCloud && hasNoCloudValue(change, name)) {
    putNoCloudValue(name, blank ? undefined : yamlScalar(content), change);
  }
}

function addStatement(written: Written, { metaData }: Documents, change: Change): void {
  const { statement, path: memberPath, member, isForNoCloud } = written;
  const { places, report } = change;
  const { name, path, content, blank, place } = statement;
  if (places.cloudStack && !blank) putFile(path, content, change);
  if (memberPath !== undefined && member !== undefined) {
    addMissingMetaData(metaData, change);
    metaData.put(memberPath, member);
  }
  if (isForNoCloud && !blank) putNoCloudValue(name, yamlScalar(content), change);
  const isPlaced = places.cloudStack || isForNoCloud || (memberPath !== undefined && places.openStack.length > 0);
  if (!isPlaced && !blank) report.add('place-missing', place, 'no file of the drive takes it: not written');
}

/** What else has been made of the old value: the uuid of a machine without vm-id, EC2's and NoCloud's instance-id. */
function putIdentity({ name, content, blank }: Datum, { metaData, ec2 }: Documents, change: Change): void {
  if (blank || (name !== INSTANCE_ID_FILE && name !== VM_ID_FILE)) return;
  const { files } = change;
  const uuids = metaData.textsAt(['uuid']);
  const isUuid =
    name === INSTANCE_ID_FILE && !files.has(VM_ID_PATH) && uuids.includes(files.textAt(INSTANCE_ID_PATH) ?? '');
  if (isUuid) metaData.replace(['uuid'], jsonString(content));
  if (ec2.textsAt([INSTANCE_ID_KEY]).some((id) => uuids.includes(id))) {
    ec2.replace([INSTANCE_ID_KEY], jsonString(content));
  }
  if (name === VM_ID_FILE && isSameInNoCloud(change, VM_ID_FILE, INSTANCE_ID_KEY)) {
    putNoCloudValue(INSTANCE_ID_KEY, yamlScalar(content), change);
  }
}
