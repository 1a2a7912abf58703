/**
 * In what the releases of cloud-init differ, where it matters to a config drive: one table of what came when, from which the
 * rules of each release are put together.
 */
import { isSameOrLater } from '../versions.ts';

export interface Release {
  readonly version: string;
  /** What it makes of the network is written by its renderers, netplan's among them. */
  readonly renders: boolean;
  /** `services` inside a network are read. */
  readonly networkServices: boolean;
  /** A bond is called bond0, bond1 … or by its `name`, where it has one. */
  readonly bondNames: 'numbered' | 'given';
  /** A gateway outside the network of its address is marked as on-link for netplan. */
  readonly onLinkGateways: boolean;
}

type Change = Partial<Omit<Release, 'version'>>;

/** By the release that brought it (cloud-init's ChangeLog; the number is that of its pull request). */
const changes: readonly (readonly [since: string, change: Change])[] = [
  // 1931: network/netplan: add gateways as on-link when necessary
  ['23.1', { onLinkGateways: true }],
  // 5384: Fix configuration of DNS servers via OpenStack
  ['24.3', { networkServices: true }],
  // 6546: fix: support bond names in network_data.json
  ['26.1', { bondNames: 'given' }],
];

/** Debian 12: 22.4.2. Checked against the program itself. */
export const release22: Release = {
  version: '22.4',
  renders: true,
  networkServices: false,
  bondNames: 'numbered',
  onLinkGateways: false,
};

/** The rules of a release from 22.4 on. */
export function releaseOf(version: string): Release {
  const arrived = changes.filter(([since]) => isSameOrLater(version, since));
  return Object.assign({}, release22, ...arrived.map(([, change]) => change), { version });
}

/** 26.2 of August 2026. Known from recorded verdicts and its source. */
export const release26: Release = { ...releaseOf('26.2'), version: '26' };

/** What VyOS is built on; a module of its own sets up the network. */
export const releaseOfVyos: Release = { ...release22, version: '22.1', renders: false };

/** Releases whose rules are known; what a distribution adds to such a number is another build of it. */
export const knownReleases: readonly string[] =
  '22.4 23.1 23.2 23.3 23.4 24.1 24.2 24.3 24.4 25.1 25.2 25.3 26.1 26.2'.split(' ');
