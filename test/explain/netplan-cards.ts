/** What cloud-init writes for netplan, as the judge hands it on. */

export interface NetplanCard {
  readonly addresses?: readonly string[];
  readonly routes?: readonly { readonly to?: string; readonly via?: string | null; readonly metric?: unknown }[];
  readonly dhcp4?: boolean;
  readonly dhcp6?: boolean;
  readonly mtu?: number | string;
  readonly nameservers?: { readonly addresses?: readonly unknown[] };
  readonly gateway4?: string;
  readonly gateway6?: string;
  readonly match?: { readonly macaddress?: string };
  readonly 'set-name'?: string | null;
  /** Of a VLAN. */
  readonly macaddress?: string;
  /** Of a bond. */
  readonly parameters?: { readonly mode?: unknown };
}

export type NetplanSections = Partial<
  Record<'ethernets' | 'bonds' | 'bridges' | 'vlans', Readonly<Record<string, NetplanCard>>>
>;
