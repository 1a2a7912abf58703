/** The trees of a config drive. A new one is a file beside these and a line here. */
import type { TreeName } from '../labels.ts';
import { cloudStackEntries } from './cloudstack.ts';
import { refuseNameless } from './meta-data.ts';
import { refuseUnjoinable } from './no-cloud-vendor-data.ts';
import { noCloudEntries } from './nocloud.ts';
import { openStackEntries } from './openstack.ts';
import type { Tree } from './tree.ts';

export const trees: Readonly<Record<TreeName, Tree>> = {
  cloudstack: { entries: cloudStackEntries, refuse: refuseNameless },
  openstack: { entries: openStackEntries, refuse: refuseNameless },
  nocloud: { entries: noCloudEntries, refuse: (data, _, report) => refuseUnjoinable(data, report) },
};
