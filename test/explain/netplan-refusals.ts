/**
 * What netplan refuses of what cloud-init writes for it, the whole file for one value. netplan is not asked here; these
 * rules are those of `netplan generate` 0.106 on every drive that is generated here.
 */
import { isIP } from 'node:net';

export interface NetplanCard {
  readonly addresses?: readonly string[];
  readonly routes?: readonly { readonly to: string; readonly via: string | null; readonly metric?: unknown }[];
  readonly dhcp4?: boolean;
  readonly dhcp6?: boolean;
  readonly mtu?: number | string;
  readonly nameservers?: { readonly addresses?: readonly unknown[] };
  readonly gateway4?: string;
  readonly gateway6?: string;
  readonly match?: { readonly macaddress?: string };
  /** Of a VLAN. */
  readonly macaddress?: string;
  /** Of a bond. */
  readonly parameters?: { readonly mode?: unknown };
}

export type NetplanSections = Partial<Record<'ethernets' | 'bonds' | 'vlans', Readonly<Record<string, NetplanCard>>>>;

const BOND_MODES = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb'];

const familyOf = (address: unknown): number =>
  typeof address === 'string' && !address.includes('%') ? isIP(address) : 0;

function isAddress(text: string): boolean {
  const [address = '', prefix = ''] = text.split('/');
  return familyOf(address) !== 0 && Number(prefix) > 0;
}

function isRoute({ to, via, metric = 0 }: NonNullable<NetplanCard['routes']>[number]): boolean {
  const family = familyOf(via);
  return family !== 0 && (to === 'default' || familyOf(to.split('/')[0]) === family) && typeof metric === 'number';
}

function isTaken({ addresses = [], routes = [], nameservers, mtu = 0, parameters, ...card }: NetplanCard): boolean {
  const gateways = [card.gateway4, card.gateway6].filter((gateway) => gateway !== undefined);
  return (
    addresses.every(isAddress) &&
    routes.every(isRoute) &&
    gateways.every((gateway) => familyOf(gateway) !== 0) &&
    (nameservers?.addresses ?? []).every((address) => familyOf(address) !== 0) &&
    /^[0-9]+$/.test(String(mtu)) &&
    (parameters?.mode === undefined || BOND_MODES.some((mode) => mode === parameters.mode))
  );
}

export const isRefusedByNetplan = (sections: NetplanSections): boolean =>
  [sections.ethernets, sections.bonds, sections.vlans]
    .flatMap((section) => Object.values(section ?? {}))
    .some((card) => !isTaken(card));
