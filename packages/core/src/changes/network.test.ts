/** The network of every version, whole; what else speaks of a network is named. */
import { describe, expect, it } from 'vitest';
import { CHANGE, changedBetween, driveOf, textsOf } from '../../../../test/changes/helpers.ts';
import { issuesOf, planOf, refusalsOf } from '../../../../test/core/helpers.ts';
import type { NicInput } from '../input/drive-input.ts';
import { withNetwork } from './network.ts';

const LATEST = 'openstack/latest/network_data.json';
const NICS: readonly NicInput[] = [{ mac: '02:00:4c:5e:00:05', ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1' } }];
const OTHERS: readonly NicInput[] = [{ mac: '02:00:4c:5e:00:06', ipv4: 'dhcp' }];

describe('on a drive with a network', () => {
  const planned = planOf({ nics: NICS });

  it('is another one, as planning would write it', () => {
    const drive = withNetwork(planned, OTHERS, CHANGE);
    expect(changedBetween(planned, drive)).toEqual([LATEST]);
    expect(textsOf(drive)).toEqual(textsOf(planOf({ nics: OTHERS })));
  });

  it('is gone without NICs, or empty as the profile has it', () => {
    const drive = withNetwork(planned, [], CHANGE);
    expect(changedBetween(planned, drive)).toEqual([`-${LATEST}`]);
    expect(issuesOf(drive)).toEqual(['notice network-data-absent at nics']);
    const written = withNetwork(planned, [], { ...CHANGE, emptyNetworkData: 'write' });
    expect(textsOf(written)[LATEST]).toBe('{}');
    expect(issuesOf(withNetwork(drive, NICS, CHANGE))).toEqual([]);
  });

  it('changes every version that has one', () => {
    const drive = driveOf({
      'openstack/2012-08-10/meta_data.json': '{}',
      'openstack/2018-08-27/network_data.json': '{}',
      [LATEST]: '{"links":[]}',
    });
    expect(changedBetween(drive, withNetwork(drive, NICS, CHANGE))).toEqual([
      'openstack/2018-08-27/network_data.json',
      LATEST,
    ]);
  });
});

describe('on a drive without a network', () => {
  it('is added to every version', () => {
    const drive = driveOf({ 'openstack/2012-08-10/meta_data.json': '{}', 'openstack/latest/meta_data.json': '{}' });
    expect(changedBetween(drive, withNetwork(drive, NICS, CHANGE))).toEqual([
      'openstack/2012-08-10/network_data.json',
      LATEST,
    ]);
  });

  it('has no place on a drive of the older builder', () => {
    const drive = driveOf({ 'cloudstack/metadata/vm-id.txt': 'x' });
    expect(issuesOf(withNetwork(drive, NICS, CHANGE))).toEqual(['warning place-missing at nics']);
  });
});

describe('another place that speaks of a network', () => {
  it('is named: nova’s file of before', () => {
    const path = 'openstack/latest/meta_data.json';
    const drive = driveOf({ [path]: '{"network_config": {"content_path": "/content/0000"}}' });
    expect(issuesOf(withNetwork(drive, NICS, CHANGE))).toEqual([`warning file-unchangeable at ${path}`]);
  });

  it('is named: NoCloud’s file of before', () => {
    const drive = driveOf({ 'meta-data': 'network-interfaces: auto eth0\n', 'user-data': '' });
    expect(issuesOf(withNetwork(drive, NICS, CHANGE))).toEqual(['warning file-unchangeable at meta-data']);
  });
});

describe('network-config of NoCloud', () => {
  it.each([undefined, 'version: 2\nethernets: {}\n'])('of %j becomes the new network', (old) => {
    const drive = driveOf({ 'meta-data': '', 'user-data': '', ...(old && { 'network-config': old }) });
    const changed = withNetwork(drive, NICS, CHANGE);
    expect(issuesOf(changed)).toEqual([]);
    expect(textsOf(changed)['network-config']).toMatch(/^\{"version":1,"config":\[\{"type":"physical","name":"eth0",/);
    expect(textsOf(withNetwork(changed, [], CHANGE))).not.toHaveProperty('network-config');
  });
});

describe('NICs that planning refuses', () => {
  it.each([
    [[{ mac: 'x' }], 'mac-invalid at nics[0].mac'],
    [[{ mac: '02:00:4c:5e:00:05', ip: 'dhcp' }], 'unknown-key at nics[0]'],
    ['none', 'wrong-type at nics'],
  ])('%j', (nics, refusal) => {
    expect(refusalsOf(() => withNetwork(planOf({}), nics as readonly NicInput[], CHANGE))).toEqual([refusal]);
  });
});
