/** What an explanation of a NoCloud seed and the real DataSourceNoCloud see of it, in one form. */
import type { Explanation } from '@configdrive/guests';
import type { CloudInitVerdict } from '../support/cloud-init.ts';

/** What is seen, by both. */
export interface Seen {
  readonly accepts: boolean;
  readonly instanceId?: string | undefined;
  readonly hostname?: string | null;
  readonly keys?: readonly number[];
  readonly userData?: number;
  readonly vendorData?: number;
  /** Addresses; `lost` where there is no network, `dhcp` where cloud-init falls back to it. */
  readonly network?: readonly string[] | 'lost' | 'dhcp';
}

export function seenByExplain({ verdict, view: sees }: Explanation): Seen {
  if (verdict !== 'taken' && verdict !== 'partly') return { accepts: false };
  const { network } = sees;
  const nics = network?.nics ?? [];
  const isLost = network === undefined || (network.source === 'network-config' && nics.length === 0);
  return {
    accepts: true,
    instanceId: sees.instanceId,
    hostname: sees.hostname ?? null,
    keys: (sees.keys ?? []).map(({ byteLength }) => byteLength),
    userData: sees.userData?.byteLength ?? 0,
    vendorData: sees.vendorData?.[0]?.byteLength ?? 0,
    network: isLost
      ? 'lost'
      : network.source === 'dhcp'
        ? 'dhcp'
        : nics.flatMap(({ addresses }) => addresses).toSorted(),
  };
}

export function seenByCloudInit(verdict: CloudInitVerdict): Seen {
  if (!verdict.accepted) return { accepts: false };
  return {
    accepts: true,
    instanceId: verdict.instanceId,
    hostname: verdict.hostname,
    keys: verdict.publicKeys.map((key) => Buffer.byteLength(key)),
    userData: verdict.userData?.byteLength ?? 0,
    vendorData: verdict.vendorData?.byteLength ?? 0,
    network: networkOf(verdict),
  };
}

function networkOf({
  networkConfig,
  rendered,
}: Extract<CloudInitVerdict, { accepted: true }>): NonNullable<Seen['network']> {
  if (networkConfig === null) return 'dhcp';
  const { ethernets = {}, bonds = {}, vlans = {} } = rendered.netplan?.netplan?.network ?? {};
  const nics = [ethernets, bonds, vlans].flatMap((group) => Object.values(group));
  if (rendered.netplan?.error !== null || nics.length === 0) return 'lost';
  return nics.flatMap(({ addresses = [] }) => addresses).toSorted();
}
