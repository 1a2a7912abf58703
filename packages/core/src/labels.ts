/**
 * The trees a drive can have, and the labels by which guests find each (cloud-init's sources ConfigDrive and NoCloud).
 */

export const treeLabels = {
  cloudstack: { usual: 'config-2', other: 'CONFIG-2' },
  openstack: { usual: 'config-2', other: 'CONFIG-2' },
  nocloud: { usual: 'cidata', other: 'CIDATA' },
} as const;

export type TreeName = keyof typeof treeLabels;
