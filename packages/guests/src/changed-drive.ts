/** What guests make of a change: what it brings with it, and whether one that has booted will see it. */
import {
  GUEST_SCRIPT_MARK,
  isUserDataPath,
  latin1Text,
  noCloudFiles,
  type VendorDocuments,
  vendorDocumentsOf,
} from '@configdrive/core/internal';
import { type Issue, placeText } from '@configdrive/issues';
import { Budget, isWithin } from './budget.ts';
import { type GuestCode, guestCodes } from './codes.ts';
import type { Explanation } from './explain.ts';
import type { ExplainedDrive } from './guest-reading.ts';
import type { GuestView } from './guest-view.ts';
import type { GuestName } from './guests.ts';
import { isArray, isObject, type JsonValue } from './json.ts';
import { isSameValue } from './same-value.ts';
import type { GuestTree } from './tree.ts';
import { parseYaml } from './yaml/yaml.ts';

/** A drive with what guests make of it, and what of that is to be told. */
export interface ExplainedOnce {
  readonly drive: ExplainedDrive;
  /** Its files, as Linux sees them. */
  readonly tree: GuestTree;
  readonly explanations: readonly Explanation[];
  readonly issues: readonly Issue[];
}

type Trees = readonly [before: GuestTree, after: GuestTree];

/**
 * What is to be told of a change: of the issues of the changed drive those that it did not have or that are about what has
 * changed, and what no guest will apply that has booted.
 */
export function changeIssues(before: ExplainedOnce, after: ExplainedOnce): readonly Issue[] {
  const trees: Trees = [before.tree, after.tree];
  const old = new Set(before.issues.map(keyOf));
  const own = after.issues.filter((issue) => !old.has(keyOf(issue)) || isTouched(issue, trees));
  return [...own, ...bootedGuestIssues(changedSubjects(before.drive, after.drive, trees), before, after)];
}

const keyOf = ({ code, place, message }: Issue): string => [code, placeText(place), message].join('\n');

/** Whether what an issue is about is another text, or another value of a JSON file, than before. */
function isTouched({ place: [path = '', ...inside] }: Issue, trees: Trees): boolean {
  const texts = trees.map((tree) => textAt(tree, String(path)));
  if (texts[0] === texts[1]) return false;
  if (inside.length === 0 || !String(path).endsWith('.json')) return true;
  const [old, now] = texts.map((text) => valueAt(jsonOf(text), inside));
  return !isSameValue(old, now);
}

/** Undefined where there is no such file, or none that can be looked at. */
const textAt = (tree: GuestTree, path: string): string | undefined => {
  const file = tree.file(path);
  const { bytes } = file ?? {};
  return bytes === undefined ? undefined : (file?.text ?? latin1Text(bytes));
};

/** A text that is no JSON, or longer than a document that is looked into, is compared as it is. */
function jsonOf(text: string | undefined): unknown {
  if (!isWithin('document', text?.length ?? 0)) return text;
  try {
    return JSON.parse(text ?? '');
  } catch {
    return text;
  }
}

const valueAt = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, String(key)) : undefined,
    value,
  );

/** What a guest takes when it boots with an instance id for the first time. */
type Subject = 'password' | 'public keys' | 'user data' | 'vendor data' | 'guest script' | 'network';

const subjects: readonly Subject[] = ['password', 'public keys', 'user data', 'vendor data', 'guest script', 'network'];

/** Files, and members of them where a file has several subjects, by whose change a subject is another one. */
const homes: readonly (readonly [path: Pick<RegExp, 'test'>, subject: Subject, members?: readonly string[]])[] = [
  [/^cloudstack\/password\//, 'password'],
  [/^openstack\/[^/]+\/meta_data\.json$/, 'password', ['admin_pass', 'meta.admin_pass']],
  [/^cloudstack\/metadata\/public[-_]keys\.txt$/, 'public keys'],
  [/^openstack\/[^/]+\/meta_data\.json$/, 'public keys', ['public_keys', 'keys']],
  [/^ec2\/[^/]+\/meta-data\.json$/, 'public keys', ['public-keys']],
  [/^meta-data$/, 'public keys', ['public-keys']],
  [/^meta-data$/, 'password', ['admin-password']],
  [{ test: isUserDataPath }, 'user data'],
  [/^(?:openstack\/[^/]+\/network_data\.json|network-config)$/, 'network'],
];

/** Files with the password beside what a caller has for cloud-init. */
const vendorDataHomes = /^(?:openstack\/[^/]+\/vendor_data2?\.json|vendor-data)$/;

/** What is another one on the drive than before. */
function changedSubjects(before: ExplainedDrive, after: ExplainedDrive, trees: Trees): readonly Subject[] {
  const paths = new Set([before, after].flatMap(({ entries }) => entries.map(({ path }) => path)));
  const changed = new Set<Subject>();
  for (const path of paths) {
    const texts = trees.map((tree) => textAt(tree, path));
    if (texts[0] === texts[1]) continue;
    if (vendorDataHomes.test(path)) for (const subject of vendorDataSubjects(texts)) changed.add(subject);
    for (const [pattern, subject, members] of homes) {
      if (pattern.test(path) && (members === undefined || isOther(texts, members, path))) changed.add(subject);
    }
  }
  return subjects.filter((subject) => changed.has(subject));
}

/** A script that was there replaces itself by the one that is there now. */
function vendorDataSubjects(texts: readonly (string | undefined)[]): readonly Subject[] {
  const [old, now] = texts.map((text = '') => vendorDocumentsOf(text)) as [VendorDocuments, VendorDocuments];
  const isPasswordSame = isSameValue(old.passwords, now.passwords);
  const isRestSame = isSameValue(old.others, now.others);
  const isScriptOld = old.scripts.length > 0 || now.scripts.length === 0;
  return [
    ...(isPasswordSame ? [] : (['password'] as const)),
    ...(isRestSame ? [] : (['vendor data'] as const)),
    ...(isScriptOld ? [] : (['guest script'] as const)),
  ];
}

function isOther(texts: readonly (string | undefined)[], members: readonly string[], path: string): boolean {
  const [old, now] = texts.map((text) => {
    const document = path === noCloudFiles.metaData ? yamlOf(text) : jsonOf(text);
    return members.map((member) => valueAt(document, member.split('.')));
  });
  return !isSameValue(old, now);
}

function yamlOf(text = ''): unknown {
  const result = parseYaml(text, new Budget());
  return 'value' in result ? plainOf(result.value) : text;
}

function plainOf(value: JsonValue): unknown {
  if (isArray(value)) return value.map(plainOf);
  if (!isObject(value)) return typeof value === 'object' ? null : String(value);
  return Object.fromEntries(Array.from(value, ([key, member]) => [key, plainOf(member)]));
}

interface Habit {
  /** What the program takes once for an instance id. */
  readonly once?: readonly Subject[];
  /** What it looks at whenever the guest boots. */
  readonly always?: readonly Subject[];
}

/** How the programs differ in what they look at again; of those that are not here nothing is known. */
const habits: Readonly<Partial<Record<GuestName, Habit>>> = {
  'cloud-init': { once: subjects },
  // It looks for a seed on a drive whenever it boots, and runs a boothook whenever it has one.
  'cloud-init-nocloud': { once: subjects, always: ['guest script'] },
  'cloudbase-init': { once: ['password'] },
  'cloudstack-scripts-linux': { always: ['password', 'public keys'] },
  'cloudstack-script-windows': { always: ['password'] },
};

/** What the script applies at each boot that a drive may carry for cloud-init. */
const byGuestScript: readonly Subject[] = ['password', 'public keys'];

const vendorDataPaths = /^(?:vendor-data|openstack\/latest\/vendor_data2?\.json)$/;

/** A guest that has booted has the script of the drive before. */
const carriesGuestScript = ({ drive, tree }: ExplainedOnce): boolean =>
  drive.entries.some(
    ({ path }) => vendorDataPaths.test(path) && (textAt(tree, path)?.includes(GUEST_SCRIPT_MARK) ?? false),
  );

const seen: Readonly<Record<Subject, (view: GuestView) => boolean>> = {
  password: ({ password }) => password !== undefined,
  'public keys': ({ keys = [] }) => keys.length > 0,
  'user data': ({ userData }) => userData !== undefined,
  'vendor data': ({ vendorData = [] }) => vendorData.length > 0,
  'guest script': ({ vendorData = [] }) => vendorData.length > 0,
  network: ({ network }) => network?.source === 'network-data' || network?.source === 'network-config',
};

/**
 * Says in one notice what of a change no guest will apply that has booted with the instance id of the drive before; nothing of
 * what a program that looks again takes from it.
 */
function bootedGuestIssues(changed: readonly Subject[], before: ExplainedOnce, after: ExplainedOnce): readonly Issue[] {
  const [old, now] = [before.explanations, after.explanations];
  const isSameInstance = ({ guest, version, view }: Explanation): boolean =>
    old.some((one) => one.guest === guest && one.version === version && one.view.instanceId === view.instanceId);
  const scripted = carriesGuestScript(before) && carriesGuestScript(after) ? byGuestScript : [];
  const habitsOf = ({ guest }: Explanation, habit: keyof Habit): readonly Subject[] => {
    const isScripted = guest === 'cloud-init' || guest === 'cloud-init-nocloud';
    return [...(habits[guest]?.[habit] ?? []), ...(habit === 'always' && isScripted ? scripted : [])];
  };
  const taking = (habit: keyof Habit, subject: Subject) => (explanation: Explanation) =>
    habitsOf(explanation, habit).includes(subject) && seen[subject](explanation.view);
  const unseen = changed.flatMap((subject) => {
    if (now.some(taking('always', subject))) return [];
    const deaf = now.filter((one) => taking('once', subject)(one) && isSameInstance(one));
    return deaf.length === 0 ? [] : [{ subject, guests: deaf.map(({ guest }) => guest) }];
  });
  return unseen.length === 0 ? [] : [noticeOf(unseen)];
}

function noticeOf(unseen: readonly { readonly subject: Subject; readonly guests: readonly GuestName[] }[]): Issue {
  const code = 'booted-guest-unchanged' satisfies GuestCode;
  const words = unseen.map(({ subject }) => (subject === 'guest script' ? 'vendor data' : subject));
  const what = [...new Set(words)].join(', ').replace(/, ([^,]*)$/, ' and $1');
  const guests = [...new Set(unseen.flatMap((each) => each.guests))].join(' and ');
  const cure = guests.startsWith('cloud-init')
    ? 'give the drive a new instance id, or run "cloud-init clean" in the guest, and boot it again'
    : 'give the drive a new instance id, or change it in the guest';
  const message = `a guest that has booted with this instance id keeps its ${what}: ${guests} does not look again; ${cure}`;
  return { code, severity: guestCodes[code].severity, place: [], message };
}
