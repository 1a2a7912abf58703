/** That netplan itself says the same of these files is in test/explain/nocloud.test.ts. */
import { expect, it } from 'vitest';
import { REFUSED_BY_NETPLAN, TAKEN_BY_NETPLAN } from '../../../../test/explain/drives/netplan-files.ts';
import { explained } from '../../../../test/explain/explained.ts';

const seed = (network: string) =>
  explained(
    'cloud-init-nocloud',
    { 'meta-data': 'instance-id: i\n', 'user-data': '', 'network-config': network },
    { label: 'cidata' },
  );

const codes = new Set(
  'network-config-unusable address-unusable gateway-not-reachable gateway-missing name-server-invalid bond-mode-unknown'.split(
    ' ',
  ),
);

it.each(REFUSED_BY_NETPLAN)('netplan refuses %s', (text) => {
  const { view, issues, verdict } = seed(text);
  expect(verdict).toBe('partly');
  expect(view.network?.stops).toEqual(['netplan']);
  expect(issues.map(({ code, severity }) => [codes.has(code), severity])).toContainEqual([true, 'error']);
});

it.each(TAKEN_BY_NETPLAN)('netplan takes %s', (text) => {
  const { view, issues } = seed(text);
  expect(view.network?.stops).toEqual([]);
  expect(issues).toEqual([]);
});

it('says all that netplan refuses, each at its place', () => {
  const { found } = seed('{version: 2, ethernets: {eth0: {gateway: 10.1.1.1, mtu: x, addresses: [10.1.1.5]}}}');
  expect(found).toEqual([
    'error network-config-unusable network-config.ethernets.eth0.gateway',
    'error network-config-unusable network-config.ethernets.eth0.mtu',
    'error address-unusable network-config.ethernets.eth0.addresses[0]',
  ]);
});
