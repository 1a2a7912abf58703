/**
 * A network card, bond or VLAN that has been checked: all texts canonical.
 */
import type { Place } from '@configdrive/issues';
import type { BondMode, HashPolicy } from '../../input/bond-words.ts';
import type { NicInput } from '../../input/drive-input.ts';

/** Ethernet's, where the input has none. */
export const DEFAULT_MTU = 1500;

export interface BondKind {
  readonly name: 'bond';
  /** Ids of cards. */
  readonly links: readonly string[];
  readonly mode: BondMode;
  /** Milliseconds. */
  readonly miimon: number | undefined;
  readonly upDelay: number | undefined;
  readonly downDelay: number | undefined;
  readonly lacpRate: 'slow' | 'fast' | undefined;
  readonly xmitHashPolicy: HashPolicy | undefined;
}

export interface VlanKind {
  readonly name: 'vlan';
  readonly vlanId: number;
  /** Id of a card or a bond. */
  readonly link: string;
}

export interface Route {
  readonly network: string;
  readonly prefixLength: number;
  readonly gateway: string;
}

/** One family of a card with an address of its own; all texts canonical. */
export interface StaticAddress {
  readonly address: string;
  readonly prefixLength: number;
  readonly gateway: string | undefined;
  readonly dns: readonly string[];
  readonly routes: readonly Route[];
}

/** How one family of a card gets its address; null: not at all; undefined: the input says nothing. */
export type Addressing<Dynamic extends string> = StaticAddress | Dynamic | null | undefined;

export interface Nic {
  /** What guests call it, as far as it is up to the drive: `eth0`, `bond0`, `bond0.101`. */
  readonly id: string;
  readonly kind: Kind;
  /** Lower case, colons. */
  readonly mac: string;
  readonly mtu: number | undefined;
  readonly uuid: string | undefined;
  readonly isDefault: boolean;
  readonly ipv4: Addressing<'dhcp'>;
  readonly ipv6: Addressing<'dhcp' | 'slaac'>;
  /** What the config drive provides on its network; undefined: everything. */
  readonly services: NicInput['services'];
  /** Who hands out metadata and user data on its network. */
  readonly userDataProvider: UserDataProvider;
  /** `nics[1]`, for what is found later. */
  readonly place: Place;
}

export const isStatic = (addressing: Addressing<string>): addressing is StaticAddress =>
  typeof addressing === 'object' && addressing !== null;

/** A card, or what is made of cards. */
export type Kind = { readonly name: 'card'; readonly deviceId: number } | BondKind | VlanKind;

export type UserDataProvider = NonNullable<NicInput['userDataProvider']>;

export type Service = NonNullable<NicInput['services']>[number];

/**
 * Whether the config drive provides one of these on the network of any card. CloudStack asks all cards together: one is
 * enough for the whole drive. A machine without cards has not been asked.
 */
export const isProvided = (nics: readonly Nic[], ...wanted: readonly Service[]): boolean =>
  nics.length === 0 || nics.some(({ services }) => wanted.some((service) => services?.includes(service) ?? true));

/** Whether the config drive hands out metadata and user data: on one network is enough. */
export const isUserDataByDrive = (nics: readonly Nic[]): boolean =>
  nics.length === 0 || nics.some(({ userDataProvider }) => userDataProvider === 'ConfigDrive');

/** Whether the virtual router hands out metadata and user data on the network of this card. */
export const isUserDataByRouter = ({ userDataProvider }: Nic): boolean => userDataProvider === 'VirtualRouter';
