/**
 * Metadata by CloudStack's names: its files and their aliases, the keys that they have in the metadata of every version, in
 * EC2's and in NoCloud's. A name that CloudStack does not know is a custom parameter.
 */
import { printable } from 'iso9660-format';
import { isSilent, memberKeyOf } from '../meta-data.ts';
import { FoldedPaths } from '../names.ts';
import { type JsonText, jsonString } from '../ordered-json.ts';
import type { ConfigDrive } from '../plan.ts';
import type { Report } from '../report.ts';
import { readMetadata, type Statement } from '../statements.ts';
import { yamlScalar } from '../vendor-data.ts';
import { INSTANCE_ID_FILE, INSTANCE_ID_PATH, METADATA, PUBLIC_KEYS_FILE, VM_ID_PATH } from '../vocabulary.ts';
import { type Change, type ChangeOptions, changedDrive, putFile } from './change.ts';
import type { JsonFiles } from './json-files.ts';
import { addMissingMetaData, ec2MetaDataOf, metaDataOf, reportMissingUuids } from './meta-data-files.ts';
import { hasNoCloudValue, putNoCloudValue } from './no-cloud.ts';
import { putPublicKeys } from './public-keys.ts';

/** Names and values; null or blank: none. */
export type MetadataInput =
  | Readonly<Record<string, string | null>>
  | readonly (readonly [name: string, value: string | null])[];

const about = ['uuid-missing'] as const;

/** nova's keys for the same; changed where they are, never added. */
const ec2Keys: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ['local-hostname', [['local-hostname'], ['hostname']]],
  ['public-hostname', [['public-hostname']]],
  ['local-ipv4', [['local-ipv4']]],
  ['public-ipv4', [['public-ipv4']]],
  ['availability-zone', [['placement', 'availability-zone']]],
]);

/** NoCloud has two of them, under the same names. */
const noCloudKeys: ReadonlySet<string> = new Set(['local-hostname', 'instance-id']);

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
    for (const statement of statements) putStatement(statement, documents, change);
    documents.metaData.save(change);
    documents.ec2.save(change);
    const keys = statements.find(({ name }) => name === PUBLIC_KEYS_FILE);
    if (keys !== undefined) putPublicKeys(keys.content, change);
    if (statements.length > 0) reportMissingUuids(documents.metaData, change);
  });

interface Documents {
  readonly metaData: JsonFiles;
  readonly ec2: JsonFiles;
}

/** Names of a drive that was read may be longer than Joliet holds; new ones only where the caller's profile cuts them. */
function checkedMetadata(metadata: unknown, change: Change): readonly Statement[] {
  const { setting, options, report } = change;
  const overlongJolietNames = options.profile === undefined ? 'refuse' : setting.profile.overlongJolietNames;
  const profile = { ...setting.profile, overlongJolietNames };
  const statements = [...readMetadata(pairsOf(metadata, report), { ...setting, profile }, report).values()];
  if (statements.some(({ known }) => !known)) reportCollisions(statements, change);
  return statements;
}

/** The order of an object's keys is nobody's intention. */
function pairsOf(metadata: unknown, report: Report): readonly (readonly [name: string, value: string | null])[] {
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
function reportCollisions(statements: readonly Statement[], { files, report }: Change): void {
  const taken = new FoldedPaths();
  for (const path of files.paths) taken.add(path);
  for (const { path, place } of statements) {
    const other = taken.add(path);
    if (other !== undefined) {
      report.add('path-collision', place, `${printable(path)} and ${printable(other)} are one to some guests`);
    }
  }
}

function putStatement(statement: Statement, documents: Documents, change: Change): void {
  if (statement.name === PUBLIC_KEYS_FILE) return;
  const key = memberKeyOf(statement, change.setting, change.report);
  const written: Written = {
    statement,
    key,
    member: key === undefined || isSilent(statement, change.setting) ? undefined : jsonString(statement.content),
    ec2Paths: ec2Keys.get(statement.name) ?? [],
    isInNoCloud: noCloudKeys.has(statement.name) && change.places.noCloud,
  };
  putIdentity(statement, documents, change);
  if (isPresent(written, documents, change)) replaceStatement(written, documents, change);
  else addStatement(written, documents, change);
}

/** A statement in the forms it has on a drive. */
interface Written {
  readonly statement: Statement;
  /** In meta_data.json; undefined: none. */
  readonly key: string | undefined;
  /** What it is there; undefined: nothing. */
  readonly member: JsonText | undefined;
  readonly ec2Paths: readonly (readonly string[])[];
  readonly isInNoCloud: boolean;
}

const isPresent = ({ statement, key, ec2Paths, isInNoCloud }: Written, { metaData, ec2 }: Documents, change: Change) =>
  change.files.hasOwn(statement.path) ||
  (key !== undefined && metaData.has([key])) ||
  ec2Paths.some((path) => ec2.has(path)) ||
  (isInNoCloud && hasNoCloudValue(change, statement.name));

function replaceStatement(written: Written, { metaData, ec2 }: Documents, change: Change): void {
  const { statement, key, member, ec2Paths, isInNoCloud } = written;
  const { name, path, content, blank } = statement;
  if (blank) change.files.remove(path);
  else if (change.files.has(path)) change.files.write(path, content);
  if (key !== undefined && member !== undefined) metaData.replace([key], member);
  else if (key !== undefined) metaData.remove([key]);
  for (const path of ec2Paths) {
    if (blank) ec2.remove(path);
    else ec2.replace(path, jsonString(content));
  }
  if (isInNoCloud && hasNoCloudValue(change, name)) {
    putNoCloudValue(name, blank ? undefined : yamlScalar(content), change);
  }
}

function addStatement({ statement, key, member, isInNoCloud }: Written, { metaData }: Documents, change: Change): void {
  const { places, report } = change;
  const { name, path, content, blank, place } = statement;
  if (places.cloudStack && !blank) putFile(path, content, change);
  if (key !== undefined && member !== undefined) {
    addMissingMetaData(metaData, change);
    metaData.put(key, member);
  }
  if (isInNoCloud && !blank) putNoCloudValue(name, yamlScalar(content), change);
  const isPlaced = places.cloudStack || isInNoCloud || (key !== undefined && places.openStack.length > 0);
  if (!isPlaced && !blank) report.add('place-missing', place, 'no file of the drive takes it: not written');
}

/** Without a vm-id the instance-id may be the uuid of the metadata. */
function putIdentity({ name, content, blank }: Statement, { metaData }: Documents, { files }: Change): void {
  if (name !== INSTANCE_ID_FILE || blank || files.has(VM_ID_PATH)) return;
  const old = files.textAt(INSTANCE_ID_PATH);
  if (old !== undefined && metaData.textsAt(['uuid']).includes(old)) metaData.replace(['uuid'], jsonString(content));
}
