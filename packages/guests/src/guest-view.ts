/**
 * What a guest would take from a drive. Host name and addresses stand here and nowhere else; of passwords, user data,
 * vendor data and keys only that they are there, and how long.
 */

export interface GuestContent {
  readonly path: string;
  /** Bytes. */
  readonly byteLength: number;
}

export interface GuestText extends GuestContent {
  /** How the guest would handle it: a media type, or the guest's own word. Undefined: not at all. */
  readonly kind: string | undefined;
}

export interface GuestKey {
  /** Where keys have names. */
  readonly name: string | undefined;
  /** Bytes of the whole line, or of all lines that the guest takes for one key. */
  readonly byteLength: number;
}

export interface GuestRoute {
  /** `10.9.0.0/16` */
  readonly to: string;
  /** Undefined: a route without a gateway. */
  readonly via: string | undefined;
}

export interface GuestNic {
  readonly kind: 'physical' | 'bond' | 'vlan';
  /** What the guest will call it; undefined: as it calls the card with this MAC address. */
  readonly name: string | undefined;
  readonly mac: string | undefined;
  /** Without a card of this MAC address the guest sets up no network at all. */
  readonly macMustExist: boolean;
  readonly mtu: number | string | undefined;
  /** `10.1.1.5/24`, as written. */
  readonly addresses: readonly string[];
  /** `dhcp4`, `dhcp6`, `ipv6_slaac` … */
  readonly dynamic: readonly string[];
  /** Of default routes, as written. */
  readonly gateways: readonly string[];
  /** Without the default ones. */
  readonly routes: readonly GuestRoute[];
  /** Name servers of this NIC alone. */
  readonly dns: readonly string[];
}

export interface GuestNetwork {
  /**
   * `network_data.json`, NoCloud's `network-config`, a Debian interfaces file, DHCP on one NIC, what the system had before, or
   * none, because the drive switches cloud-init's network off.
   */
  readonly source: 'network-data' | 'network-config' | 'debian-interfaces' | 'dhcp' | 'unchanged' | 'disabled';
  readonly nics: readonly GuestNic[];
  /** Name servers for all NICs. */
  readonly dns: readonly string[];
  /** Programs that this network configuration stops, where the guest has them. */
  readonly stops: readonly ('netplan' | 'ifupdown' | 'sysconfig')[];
}

export interface GuestView {
  readonly label: string;
  /** The folder read: `openstack/latest`. */
  readonly folder?: string;
  readonly instanceId?: string;
  readonly hostname?: string;
  readonly availabilityZone?: string;
  readonly keys?: readonly GuestKey[];
  readonly password?: GuestContent;
  readonly userData?: GuestText;
  readonly vendorData?: readonly GuestText[];
  /** Files written into the guest: `path` there. */
  readonly files?: readonly GuestContent[];
  /** Names under which the guest will find a value, and the value. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly network?: GuestNetwork;
}

/** One in the making. */
export type GuestViewDraft = { -readonly [key in keyof GuestView]: GuestView[key] };
