/**
 * What `explain` says of each guest, in words: a row of a table that one understands at once, and below it what is not liked.
 * Host name, addresses and the instance id are shown; of every other value only that it is there, and how long.
 */
import type { Explanation, GuestNic, GuestView } from '@configdrive/guests';

import { type Issue, issueText, listText, MOST_LINES, moreText } from '@configdrive/issues';
import { bold, dim, inColour, inColourOf, severityText, worstFirst } from '../../framework/output.ts';

import { counted, type Fact, valueText, wrapped } from '../../views/text.ts';

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
 * Says what guests do not like, under their names, what several do not like alike once; without detail no notices, and of a
 * drive that is not for a guest only the first reason.
 */
export function findingLines(
  explanations: readonly JointExplanation[],
  inDetail: boolean,
  columns: number,
): readonly string[] {
  const findings = explanations.map((one) => [titleOf(one), inDetail ? one.issues : reasonsOf(one)] as const);
  return groupedByTitle(findings).flatMap(([title, told]) => {
    const lines = worstFirst(told)
      .slice(0, MOST_LINES)
      .flatMap((issue) => findingText(issue, columns));
    const more = told.length > MOST_LINES ? [`${' '.repeat(INDENT)}${moreText(told.length - MOST_LINES)}`] : [];
    return ['', ...wrapped(title, columns, 0), ...lines, ...more];
  });
}

const titleOf = ({ guest, versions }: JointExplanation): string => `${bold(guest)} ${dim(versions.join(', '))}`;

type Findings = readonly (readonly [title: string, issues: readonly Issue[]])[];

/** Each issue once, under the names of all that have it; what a guest says several times it says as often. */
function groupedByTitle(findings: Findings): Findings {
  const holders = new Map<string, { readonly issue: Issue; readonly titles: string[] }>();
  for (const [title, issues] of findings) {
    const times = new Map<string, number>();
    for (const issue of issues) {
      const text = JSON.stringify(issue);
      times.set(text, (times.get(text) ?? 0) + 1);
      const key = `${times.get(text)} ${text}`;
      const known = holders.get(key);
      if (known === undefined) holders.set(key, { issue, titles: [title] });
      else known.titles.push(title);
    }
  }
  const groups = new Map<string, Issue[]>();
  for (const { issue, titles } of holders.values()) {
    const title = titles.join(', ');
    const group = groups.get(title);
    if (group === undefined) groups.set(title, [issue]);
    else group.push(issue);
  }
  return [...groups];
}

/** All others in one line, by what they make of the drive; nothing where there are none. */
export function othersLines(others: readonly Explanation[], columns: number): readonly string[] {
  if (others.length === 0) return [];
  const byGuest = new Map<string, Verdict>();
  for (const { guest, verdict } of others) byGuest.set(guest, worseOf(byGuest.get(guest), verdict));
  const counts = gravity.flatMap((verdict) => {
    const guests = [...byGuest].filter(([, other]) => other === verdict).map(([guest]) => guest);
    if (guests.length === 0) return [];
    return [
      verdict === 'taken'
        ? `${guests.join(', ')} ${guests.length === 1 ? 'takes' : 'take'} it`
        : `${guests.length} ${verdict}`,
    ];
  });
  return ['', ...wrapped(dim(`other programs: ${counts.join('; ')} (--all says why)`), columns, 0)];
}

const gravity: readonly Verdict[] = ['taken', 'partly', 'refused', 'ignored'];

const worseOf = (one: Verdict | undefined, other: Verdict): Verdict =>
  one === undefined || gravity.indexOf(other) > gravity.indexOf(one) ? other : one;

const reasonsOf = ({ verdict, issues }: JointExplanation): readonly Issue[] =>
  verdict === 'ignored' ? issues.slice(0, 1) : issues.filter(({ severity }) => severity !== 'notice');

const INDENT = 2;

const findingText = (issue: Issue, columns: number): readonly string[] =>
  wrapped(
    `${inColourOf(issue.severity, severityText(issue.severity, issue.code))} ${issueText(issue)}`,
    columns,
    INDENT,
  );

/** Leaves the values out that are nobody's business; the names under which a guest has them stay. For programs. */
export function shownView({ availabilityZone, attributes, ...rest }: GuestView): object {
  return { ...rest, ...(attributes === undefined ? {} : { attributes: Object.keys(attributes) }) };
}

/** Says in one line what a guest sees: `host web-1, 10.1.1.5/24, 1 key, password, user data (text/cloud-config)`. */
export function briefly(view: GuestView): string {
  const { hostname, network, keys = [], password, userData, vendorData = [], attributes = {} } = view;
  const attributeCount = Object.keys(attributes).length;
  const parts = [
    hostname === undefined ? '' : `host ${valueText(hostname)}`,
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
  if (source === 'disabled') return 'network switched off';
  const addresses = nics.flatMap((nic) => [...nic.addresses, ...nic.dynamic]).map(valueText);
  return addresses.length === 0 ? counted(nics.length, 'NIC') : listText(addresses, ' ');
}

/** Says everything that a guest sees, a fact per line; of very many of one name the first. */
export const detailFacts = (view: GuestView): readonly Fact[] => firstOfEach(allFacts(view));

function firstOfEach(facts: readonly Fact[]): readonly Fact[] {
  const counts = new Map<string, number>();
  const shown = facts.filter(([name]) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count <= MOST_LINES;
  });
  const overfull = [...counts].filter(([, count]) => count > MOST_LINES);
  return [...shown, ...overfull.map(([name, count]) => [name, moreText(count - MOST_LINES)] as const)];
}

function allFacts(view: GuestView): readonly Fact[] {
  const { folder, instanceId, hostname, keys = [], password, userData, vendorData = [], files = [] } = view;
  return [
    ...(folder === undefined ? [] : [['folder', folder] as const]),
    ...(instanceId === undefined ? [] : [['instance id', valueText(instanceId)] as const]),
    ...(hostname === undefined ? [] : [['host name', valueText(hostname)] as const]),
    ...keys.map(({ name, byteLength }) => ['key', keyText(name, byteLength)] as const),
    ...(password === undefined ? [] : [['password', contentText(password)] as const]),
    ...(userData === undefined
      ? []
      : [['user data', `${contentText(userData)}, ${userData.kind ?? 'not handled'}`] as const]),
    ...vendorData.map((part) => ['vendor data', `${contentText(part)}, ${part.kind ?? 'not handled'}`] as const),
    ...files.map((file) => ['writes', contentText(file)] as const),
    ...Object.keys(view.attributes ?? {}).map((name) => ['attribute', valueText(name)] as const),
    ...networkFacts(view.network),
  ];
}

const keyText = (name: string | undefined, byteLength: number): string =>
  `${byteLength} bytes${name === undefined ? '' : `, ${valueText(name)}`}`;

const contentText = ({ path, byteLength }: { readonly path: string; readonly byteLength: number }): string =>
  `${valueText(path)}, ${byteLength} bytes`;

function networkFacts(network: GuestView['network']): readonly Fact[] {
  if (network === undefined) return [];
  const { source, nics, dns, stops } = network;
  return [
    ['network', networkSources[source]],
    ...nics.map((nic) => [nic.kind === 'physical' ? 'NIC' : nic.kind, nicText(nic)] as const),
    ...(dns.length === 0 ? [] : [['DNS', listText(dns.map(valueText))] as const]),
    ...(stops.length === 0 ? [] : [['stops', stops.join(', ')] as const]),
  ];
}

const networkSources: Readonly<Record<NonNullable<GuestView['network']>['source'], string>> = {
  'network-data': 'network_data.json',
  'network-config': 'network-config',
  'debian-interfaces': 'the Debian interfaces file of the drive',
  dhcp: 'DHCP, for want of a network on the drive',
  unchanged: 'what the guest had before',
  disabled: 'switched off in network-config',
};

function nicText({ name, mac, macMustExist, mtu, addresses, dynamic, gateways, routes, dns }: GuestNic): string {
  const parts = [
    name ?? '',
    mac === undefined ? '' : `${mac}${macMustExist ? ' (must exist)' : ''}`,
    listText([...addresses, ...dynamic], ' '),
    gateways.length === 0 ? '' : `via ${listText(gateways, ' ')}`,
    listText(routes.map(({ to, via }) => `${to} via ${via ?? 'nothing'}`)),
    mtu === undefined ? '' : `mtu ${mtu}`,
    dns.length === 0 ? '' : `DNS ${listText(dns, ' ')}`,
  ];
  return parts
    .filter((part) => part !== '')
    .map(valueText)
    .join(', ');
}
