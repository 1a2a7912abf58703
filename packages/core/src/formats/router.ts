/**
 * The virtual router's form: `/latest/user-data`, `/latest/meta-data/{name}` and a listing, and ten names directly below
 * `/latest/` as old guests ask. Values are the files of the drive; what is blank there is not found here.
 */
import { printable } from '@configdrive/issues';
import { strictUtf8Text } from 'iso9660-format';
import { METADATA, USER_DATA_PATH } from '../cloudstack-names.ts';
import { decodeBase64 } from '../encoding/base64.ts';
import { areSameBytes } from '../encoding/content-bytes.ts';
import type { CoreIssues } from '../issues.ts';
import type { MachineData } from '../machine/machine-data.ts';
import { portable } from '../profiles.ts';
import { type Answer, type Answers, bytesAnswer, type Form, isServedName, textAnswer } from './answer.ts';
import { isOfOldBuilder, presentDatasources } from './datasources.ts';
import type { FileBytes } from './file-bytes.ts';

/** Names that CloudStack's rules serve without `meta-data/`, too. */
const oldNames: ReadonlySet<string> = new Set([
  'availability-zone',
  'cloud-identifier',
  'instance-id',
  'local-hostname',
  'local-ipv4',
  'public-hostname',
  'public-ipv4',
  'public-keys',
  'service-offering',
  'vm-id',
]);

/** Metadata by name. */
type Values = Map<string, string | Uint8Array>;

export const routerAnswers: Form = {
  ofMachine: (data, _, report) => answersFor(valuesOf(data, report), data.userData.get(USER_DATA_PATH)),
  ofFiles: (files, report) =>
    presentDatasources(files.keys()).cloudStack ? answersFor(valuesIn(files, report), userDataIn(files)) : undefined,
};

/** In one order, whether the names come from a machine or from a drive. */
function answersFor(unsorted: Values, userData: Uint8Array | undefined): Answers {
  const values = new Map([...unsorted].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const answers = new Map<string, Answer>();
  if (userData !== undefined) answers.set('/latest/user-data', bytesAnswer(userData));
  answers.set('/latest/meta-data/', textAnswer(Array.from(values.keys(), (name) => `${name}\n`).join('')));
  for (const [name, value] of values) {
    const answer = textAnswer(value);
    answers.set(`/latest/meta-data/${name}`, answer);
    if (oldNames.has(name)) answers.set(`/latest/${name}`, answer);
  }
  return answers;
}

/** How the machine is reached from outside is the router's own to say. */
function valuesOf({ data, router }: MachineData, report: CoreIssues): Values {
  const values: Values = new Map();
  for (const { directory, name, content, blank, place } of data.values()) {
    if (directory === METADATA && !blank && isServed(name, [...place], report)) values.set(name, content);
  }
  if (router.publicIpv4 !== undefined) values.set('public-ipv4', router.publicIpv4);
  if (router.publicHostname !== undefined) values.set('public-hostname', router.publicHostname);
  return values;
}

const metadataFile = /^cloudstack\/metadata\/([^/]+)\.txt$/;

/** Other names for a file, which some guests look for on a drive, are no names of metadata. */
function valuesIn(files: FileBytes, report: CoreIssues): Values {
  const values: Values = new Map();
  for (const [path, bytes] of files) {
    const [, name] = metadataFile.exec(path) ?? [];
    if (name === undefined || isAlias(path, bytes, files) || strictUtf8Text(bytes)?.trim() === '') continue;
    if (isServed(name, [path], report)) values.set(name, bytes);
  }
  return values;
}

function isAlias(path: string, bytes: Uint8Array, files: FileBytes): boolean {
  const canonical = portable.aliases.find(([alias]) => alias === path)?.[1];
  const other = canonical === undefined ? undefined : files.get(canonical);
  return other !== undefined && areSameBytes(bytes, other);
}

function isServed(name: string, place: (string | number)[], report: CoreIssues): boolean {
  if (isServedName(name)) return true;
  const rule = 'is not 1 to 64 letters, digits, dots, underscores or hyphens without a dot in front';
  report.add('name-unserved', place, `${printable(name)} ${rule}: it is not handed out`);
  return false;
}

/** The oldest drives have their user data in base64, which a router has not. */
function userDataIn(files: FileBytes): Uint8Array | undefined {
  const bytes = files.get(USER_DATA_PATH);
  if (bytes === undefined || !isOfOldBuilder(presentDatasources(files.keys()))) return bytes;
  const decoded = decodeBase64(strictUtf8Text(bytes) ?? '');
  return 'bytes' in decoded ? decoded.bytes : bytes;
}
