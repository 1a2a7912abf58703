/** Lists of what this service does not have, and what clients ask for all the same: they take any parameter, and are always empty. */
import type { Command, ResponseEntry } from './types.ts';
import { EVERYBODY, is, listOf, synchronous } from './words.ts';

const objectFields = { id: is.uuid('the ID of the object') };

/** A list without an entry. */
export type EmptyList = Command<Readonly<Record<never, never>>, ResponseEntry<'list', typeof objectFields>>;

const emptyList = (member: string, what: string): EmptyList => ({
  ...synchronous(`Lists ${what}. The list is always empty.`, EVERYBODY, {}, listOf(member, objectFields)),
  takesAnything: true,
});

export const emptyLists = {
  listPublicIpAddresses: emptyList('publicipaddress', 'public IP addresses'),
  listPortForwardingRules: emptyList('portforwardingrule', 'rules that forward ports'),
  listIpForwardingRules: emptyList('ipforwardingrule', 'rules that forward IP addresses'),
  listVolumes: emptyList('volume', 'volumes'),
  listTags: emptyList('tag', 'tags'),
  listSecurityGroups: emptyList('securitygroup', 'security groups'),
  listAffinityGroups: emptyList('affinitygroup', 'affinity groups'),
  listProjects: emptyList('project', 'projects'),
  listVPCs: emptyList('vpc', 'VPCs'),
  listIsos: emptyList('iso', 'ISO images'),
  listDiskOfferings: emptyList('diskoffering', 'disk offerings'),
  listOsTypes: emptyList('ostype', 'operating systems'),
  listSnapshots: emptyList('snapshot', 'snapshots'),
};
