/**
 * What `explain` says of each guest, in words: a row of a table that one understands at once, and below it what is not liked.
 * Host name, addresses and the instance id are shown; of every other value only that it is there, and how long.
 */
import type { Explanation, GuestNic, GuestView } from '@configdrive/guests';
import { type Issue, issueText, printable } from '@configdrive/issues';
import { bold, dim, inColour, inColourOf } from '../../framework/output.ts';
import { counted, type Fact, wrapped } from '../../views/text.ts';

/** What releases of one guest make alike of a drive. */
export interface JointExplanation extends Omit<Explanation, 'version'> {
  readonly versions: readonly string[];
}

/** Merges the explanations of releases of one guest that make the same of a drive, so that it is said once. */
export function mergeReleases(explanations: readonly Explanation[]): readonly JointExplanation[] {
  const joint = new Map<string, JointExplanation & { readonly versions: string[] }>();
  for (const { version, ...rest } of explanations) {
    const key = JSON.stringify(rest);
    const known = joint.get(key);
    if (known === undefined) joint.set(key, { ...rest, versions: [version] });
    else known.versions.push(version);
  }
  return [...joint.values()];
}

type Verdict = JointExplanation['verdict'];

const colours = { taken: 'green', partly: 'yellow', refused: 'red', ignored: 'gray' } as const satisfies Record<
  Verdict,
  string
>;

export const headings = ['guest', 'verdict', 'what it sees'].map(dim);

/** Makes the cells of a guest's row: its name, its verdict, and what it view. */
export const rowOf = ({ guest, versions, verdict, view }: JointExplanation): readonly string[] => [
  `${bold(guest)} ${dim(versions.join(', '))}`,
  inColour(colours[verdict], verdict, process.stdout),
  briefly(view),
];

/**
 * Says what a guest does not like, under its name; without detail no notices, and of a drive that is not for it only the first
 * reason.
 */
export function findingLines(explanation: JointExplanation, inDetail: boolean, columns: number): readonly string[] {
  const { guest, versions } = explanation;
  const told = inDetail ? explanation.issues : reasonsOf(explanation);
  if (told.length === 0) return [];
  return ['', `${bold(guest)} ${dim(versions.join(', '))}`, ...told.flatMap((issue) => findingText(issue, columns))];
}

const reasonsOf = ({ verdict, issues }: JointExplanation): readonly Issue[] =>
  verdict === 'ignored' ? issues.slice(0, 1) : issues.filter(({ severity }) => severity !== 'notice');

const INDENT = 2;

const findingText = (issue: Issue, columns: number): readonly string[] =>
  wrapped(`${inColourOf(issue.severity, `${issue.severity}:`)} ${issueText(issue)}`, columns, INDENT);

/** Leaves the values out that are nobody's business; the names under which a guest has them stay. For programs. */
export function shownView({ availabilityZone, attributes, ...rest }: GuestView): object {
  return { ...rest, ...(attributes === undefined ? {} : { attributes: Object.keys(attributes) }) };
}

/** Says in one line what a guest sees: `host web-1, 10.1.1.5/24, 1 key, password, user data (text/cloud-config)`. */
export function briefly(view: GuestView): string {
  const { hostname, network, keys = [], password, userData, vendorData = [], attributes = {} } = view;
  const attributeCount = Object.keys(attributes).length;
  const parts = [
    hostname === undefined ? '' : `host ${printable(hostname)}`,
    network === undefined ? '' : networkText(network),
    keys.length === 0 ? '' : counted(keys.length, 'key'),
    password === undefined ? '' : 'password',
    userData === undefined ? '' : `user data (${userData.kind ?? 'not handled'})`,
    vendorData.length === 0 ? '' : 'vendor data',
    attributeCount === 0 ? '' : counted(attributeCount, 'attribute'),
  ].filter((part) => part !== '');
  if (parts.length === 0 && view.instanceId !== undefined) return 'an instance id';
  return parts.join(', ');
}

function networkText({ source, nics }: NonNullable<GuestView['network']>): string {
  if (source === 'dhcp') return 'DHCP';
  if (source === 'unchanged') return 'network left as it is';
  const addresses = nics.flatMap((nic) => [...nic.addresses, ...nic.dynamic]).map(printable);
  return addresses.length === 0 ? counted(nics.length, 'NIC') : addresses.join(' ');
}

/** Says everything that a guest sees, a fact per line. */
export function detailFacts(view: GuestView): readonly Fact[] {
  const { folder, instanceId, hostname, keys = [], password, userData, vendorData = [], files = [] } = view;
  return [
    ...(folder === undefined ? [] : [['folder', folder] as const]),
    ...(instanceId === undefined ? [] : [['instance id', printable(instanceId)] as const]),
    ...(hostname === undefined ? [] : [['host name', printable(hostname)] as const]),
    ...keys.map(({ name, byteLength }) => ['key', keyText(name, byteLength)] as const),
    ...(password === undefined ? [] : [['password', contentText(password)] as const]),
    ...(userData === undefined
      ? []
      : [['user data', `${contentText(userData)}, ${userData.kind ?? 'not handled'}`] as const]),
    ...vendorData.map((part) => ['vendor data', `${contentText(part)}, ${part.kind ?? 'not handled'}`] as const),
    ...files.map((file) => ['writes', contentText(file)] as const),
    ...Object.keys(view.attributes ?? {}).map((name) => ['attribute', name] as const),
    ...networkFacts(view.network),
  ];
}

const keyText = (name: string | undefined, byteLength: number): string =>
  `${byteLength} bytes${name === undefined ? '' : `, ${printable(name)}`}`;

const contentText = ({ path, byteLength }: { readonly path: string; readonly byteLength: number }): string =>
  `${printable(path)}, ${byteLength} bytes`;

function networkFacts(network: GuestView['network']): readonly Fact[] {
  if (network === undefined) return [];
  const { source, nics, dns, stops } = network;
  return [
    ['network', networkSources[source]],
    ...nics.map((nic) => [nic.kind === 'physical' ? 'NIC' : nic.kind, nicText(nic)] as const),
    ...(dns.length === 0 ? [] : [['DNS', dns.map(printable).join(', ')] as const]),
    ...(stops.length === 0 ? [] : [['stops', stops.join(', ')] as const]),
  ];
}

const networkSources: Readonly<Record<NonNullable<GuestView['network']>['source'], string>> = {
  'network-data': 'network_data.json',
  'network-config': 'network-config',
  'debian-interfaces': 'the Debian interfaces file of the drive',
  dhcp: 'DHCP, for want of a network on the drive',
  unchanged: 'what the guest had before',
};

function nicText({ name, mac, macMustExist, mtu, addresses, dynamic, gateways, routes, dns }: GuestNic): string {
  const parts = [
    name ?? '',
    mac === undefined ? '' : `${mac}${macMustExist ? ' (must exist)' : ''}`,
    [...addresses, ...dynamic].join(' '),
    gateways.length === 0 ? '' : `via ${gateways.join(' ')}`,
    ...routes.map(({ to, via }) => `${to} via ${via ?? 'nothing'}`),
    mtu === undefined ? '' : `mtu ${mtu}`,
    dns.length === 0 ? '' : `DNS ${dns.join(' ')}`,
  ];
  return parts
    .filter((part) => part !== '')
    .map(printable)
    .join(', ');
}
