/**
 * The guests' programs that are explained, each by rules of its own. The order is that of `explain`.
 */
import type { Issue } from '@configdrive/issues';
import { explainAfterburnCloudStack } from './afterburn/cloudstack.ts';
import { explainAfterburnOpenStack } from './afterburn/openstack.ts';
import { explainCirros } from './cirros/cirros.ts';
import { explainCloudInit } from './cloud-init/cloud-init.ts';
import { knownReleases, release22, release26, releaseOf } from './cloud-init/releases.ts';
import { explainCloudbaseInit } from './cloudbase-init/cloudbase-init.ts';
import { explainLinuxScripts, newScripts, oldScripts } from './cloudstack/linux.ts';
import { explainWindowsScript } from './cloudstack/windows.ts';
import type { Verdict } from './findings.ts';
import { explainNuageinit } from './freebsd/nuageinit.ts';
import type { DriveView } from './guest-reading.ts';
import type { GuestView } from './guest-view.ts';
import { explainIgnition, ignitionPaths, ignitionReleases } from './ignition/ignition.ts';
import { explainIronic } from './ironic/ironic.ts';
import { explainNoCloud } from './nocloud/nocloud.ts';
import { explainTalos } from './talos/talos.ts';
import { isOf } from './versions.ts';
import { explainVyos } from './vyos/vyos.ts';

export interface GuestOutcome {
  readonly verdict: Verdict;
  readonly issues: readonly Issue[];
  readonly view: GuestView;
}

export interface Guest {
  readonly name: string;
  readonly version: string;
  readonly explain: (drive: DriveView) => GuestOutcome;
}

export const guests = [
  { name: 'cloud-init', version: '22.4', explain: (drive) => explainCloudInit(drive, release22) },
  { name: 'cloud-init', version: '26', explain: (drive) => explainCloudInit(drive, release26) },
  { name: 'cloud-init-nocloud', version: '22.4', explain: (drive) => explainNoCloud(drive, release22) },
  { name: 'cloud-init-nocloud', version: '26', explain: (drive) => explainNoCloud(drive, release26) },
  { name: 'cloudbase-init', version: '2026-04', explain: explainCloudbaseInit },
  {
    name: 'ignition-cloudstack',
    version: '2.14',
    explain: (drive) => explainIgnition(drive, ignitionPaths.cloudstack, '2.14'),
  },
  {
    name: 'ignition-openstack',
    version: '2.14',
    explain: (drive) => explainIgnition(drive, ignitionPaths.openstack, '2.14'),
  },
  { name: 'afterburn-cloudstack', version: '5.10', explain: explainAfterburnCloudStack },
  { name: 'afterburn-openstack', version: '5.10', explain: explainAfterburnOpenStack },
  { name: 'cloudstack-scripts-linux', version: 'old', explain: (drive) => explainLinuxScripts(drive, oldScripts) },
  { name: 'cloudstack-scripts-linux', version: 'new', explain: (drive) => explainLinuxScripts(drive, newScripts) },
  { name: 'cloudstack-script-windows', version: '4.22', explain: explainWindowsScript },
  { name: 'talos', version: '2026-08', explain: explainTalos },
  { name: 'freebsd-nuageinit', version: '2025', explain: explainNuageinit },
  { name: 'cirros', version: '2024-09', explain: explainCirros },
  { name: 'vyos', version: '2024-02', explain: explainVyos },
  { name: 'ironic', version: '2026-08', explain: explainIronic },
] as const satisfies readonly Guest[];

export type GuestName = (typeof guests)[number]['name'];

/** The names of all guests' programs, each once. */
export const guestNames: readonly GuestName[] = [...new Set(guests.map(({ name }) => name))];

/** A program by its name, all releases that are known apart, or one release: `cloud-init@24.4`. */
export type AskedGuest = GuestName | `${GuestName}@${string}`;

interface Releases {
  /** The oldest first. */
  readonly known: readonly string[];
  readonly explain: (drive: DriveView, version: string) => GuestOutcome;
}

/** Programs of which more releases are known than those that are asked by their name alone. */
const releases: Readonly<Partial<Record<GuestName, Releases>>> = {
  'cloud-init': { known: knownReleases, explain: (drive, version) => explainCloudInit(drive, releaseOf(version)) },
  'cloud-init-nocloud': {
    known: knownReleases,
    explain: (drive, version) => explainNoCloud(drive, releaseOf(version)),
  },
  'ignition-cloudstack': {
    known: ignitionReleases,
    explain: (drive, version) => explainIgnition(drive, ignitionPaths.cloudstack, version),
  },
  'ignition-openstack': {
    known: ignitionReleases,
    explain: (drive, version) => explainIgnition(drive, ignitionPaths.openstack, version),
  },
};

/** The name in what is asked for. */
export const nameOfAsked = (asked: string): string => asked.split('@', 1)[0] ?? asked;

const versionOfAsked = (asked: string): string | undefined =>
  asked.includes('@') ? asked.slice(asked.indexOf('@') + 1) : undefined;

/** Releases of a program that can be named behind an `@`. */
export const releasesOf = (name: string): readonly string[] =>
  releases[name as GuestName]?.known ?? guests.flatMap((guest) => (guest.name === name ? [guest.version] : []));

/** Whether something asked for is a program, in a release whose rules are known. */
export function isKnownGuest(asked: string): boolean {
  const version = versionOfAsked(asked);
  const known = releasesOf(nameOfAsked(asked));
  return known.length > 0 && (version === undefined || known.some((release) => isOf(version, release)));
}

/** The programs that are asked for, in the order of all, then those of one release. */
export function guestsFor(asked: readonly string[] | undefined): readonly (Guest & { readonly name: GuestName })[] {
  const named = guests.filter(({ name }) => asked?.includes(name) ?? true);
  return [...named, ...new Set(asked ?? [])].flatMap((one) => (typeof one === 'string' ? guestOfRelease(one) : [one]));
}

function guestOfRelease(asked: string): readonly (Guest & { readonly name: GuestName })[] {
  const version = versionOfAsked(asked);
  if (version === undefined || !isKnownGuest(asked)) return [];
  const name = nameOfAsked(asked) as GuestName;
  const found = releases[name];
  const explain = found
    ? (drive: DriveView) => found.explain(drive, version)
    : guests.find((guest) => guest.name === name && isOf(version, guest.version))!.explain;
  return [{ name, version, explain }];
}
