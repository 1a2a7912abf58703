/**
 * Which programs a guest most probably has: by its system, by the tree of its drive, and of a drive that was read by what is on
 * it.
 */
import type { TreeName } from '@configdrive/core';
import {
  isWindows,
  noCloudFiles,
  PASSWORD_MD5_PATH,
  type PresentDatasources,
  presentDatasources,
} from '@configdrive/core/internal';
import { checkArguments, isDrive, isObject, kind, oneOf, text } from '@configdrive/issues/arguments';
import type { Entry } from 'iso9660-format';
import { type ExplainedDrive, treeOf } from './guest-reading.ts';
import type { GuestName } from './guests.ts';
import type { GuestTree } from './tree.ts';

const onWindows: Readonly<Record<TreeName, readonly GuestName[]>> = {
  cloudstack: ['cloudbase-init', 'cloudstack-script-windows'],
  openstack: ['cloudbase-init'],
  nocloud: ['cloudbase-init'],
};
const elsewhere: Readonly<Record<TreeName, readonly GuestName[]>> = {
  cloudstack: ['cloud-init', 'cloudstack-scripts-linux'],
  openstack: ['cloud-init'],
  nocloud: ['cloud-init-nocloud'],
};

/**
 * Gives the programs that a guest most probably has: cloud-init, by the source of that tree, and CloudStack's scripts for a
 * tree of CloudStack's; on Windows, where there is no cloud-init, cloudbase-init and CloudStack's script.
 */
export function defaultGuests(guestOs = 'linux', tree: TreeName = 'cloudstack'): readonly GuestName[] {
  checkArguments(['guestOs', text, guestOs], ['tree', someTree, tree]);
  return (isWindows(guestOs) ? onWindows : elsewhere)[tree];
}

const someTree = /* @__PURE__ */ oneOf(Object.keys(elsewhere));

/** What of a machine says which programs its guest has. */
export interface LikelyGuestsOf {
  readonly guestOs: string | undefined;
  readonly tree: TreeName;
}

/**
 * Gives the programs that the guest of a machine most probably has, by its system and by the tree of its drive; of a drive
 * both are what its files and its label suggest.
 */
export function likelyGuests(of: LikelyGuestsOf | ExplainedDrive): readonly GuestName[] {
  checkArguments(['of', someMachine, of]);
  if (!('entries' in of)) return defaultGuests(of.guestOs, of.tree);
  return defaultGuests(systemOnDrive(of, treeOf(of)), treeOnDrive(of));
}

const someMachine = /* @__PURE__ */ kind(
  'a machine: what parseMachine gives, or a drive',
  (value) => isObject(value) && ('entries' in value ? isDrive(value) : someTree.is(value.tree)),
);

/** `windows` where only a drive for Windows has what this one has; undefined where it does not tell. */
export const systemOnDrive = ({ entries }: ExplainedDrive, tree: GuestTree): 'windows' | undefined =>
  hasAdminPass(entries, tree) || hasAdminPassword(tree) || hasLoneMd5(tree) ? 'windows' : undefined;

const META_DATA = 'openstack/latest/meta_data.json';
const MOST_LOOKED_AT = 1024 * 1024;

/** Beside CloudStack's tree it is there for Windows; OpenStack's always has it. */
function hasAdminPass(entries: readonly Entry[], tree: GuestTree): boolean {
  if (!datasourcesOf(entries).cloudStack) return false;
  const file = tree.file(META_DATA);
  return file !== undefined && file.byteLength <= MOST_LOOKED_AT && /"admin_pass"\s*:/.test(file.text ?? '');
}

/** On a NoCloud drive, where cloudbase-init alone looks for one. */
function hasAdminPassword(tree: GuestTree): boolean {
  const file = tree.file(noCloudFiles.metaData);
  return file !== undefined && file.byteLength <= MOST_LOOKED_AT && /^ *"?admin-password"? *:/m.test(file.text ?? '');
}

/** CloudStack writes it for Windows only; we write it for all, and under another name, too. */
function hasLoneMd5(tree: GuestTree): boolean {
  return tree.exists(PASSWORD_MD5_PATH) && !tree.exists(PASSWORD_MD5_PATH.replaceAll('-', '_'));
}

/** The tree of a drive; where it has files of several, the one that guests look for behind its label. */
export function treeOnDrive({ label, entries }: ExplainedDrive): TreeName {
  const { cloudStack, openStack, ec2, noCloud } = datasourcesOf(entries);
  const isSeed = /^cidata$/i.test(label);
  if (noCloud && (isSeed || (!cloudStack && openStack.length === 0))) return 'nocloud';
  if (cloudStack) return 'cloudstack';
  return isSeed && openStack.length === 0 && ec2.length === 0 ? 'nocloud' : 'openstack';
}

const datasourcesOf = (entries: readonly Entry[]): PresentDatasources =>
  presentDatasources(entries.map(({ path }) => path));
