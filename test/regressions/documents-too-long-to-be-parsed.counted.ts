/** The works of documents-too-long-to-be-parsed.test.ts. */
import { explained } from '../explain/explained.ts';
import { type Counted, growing } from '../support/steps/counted.ts';

/** Links with a network each, some of them VLANs. */
export function networkData(count: number): string {
  const indices = Array.from({ length: count }, (_, index) => index);
  const links = indices.map((n) =>
    n % 2 === 0
      ? { id: n, type: 'phy', name: `e${n}` }
      : { id: n, type: 'vlan', vlan_link: n - 1, vlan_id: 1, vlan_mac_address: 'm' },
  );
  const networks = indices.map((n) => ({ id: n, type: 'ipv4_dhcp', link: n }));
  return JSON.stringify({ links, networks });
}

const files = { 'openstack/latest/meta_data.json': { uuid: 'i-2-10-VM', hostname: 'a' } };

export const counted: readonly Counted[] = (['cloud-init', 'cloudbase-init', 'vyos', 'talos'] as const).map((guest) =>
  growing(
    guest,
    (length) => networkData(length / 10),
    (network) => explained(guest, { ...files, 'openstack/latest/network_data.json': network }),
  ),
);
