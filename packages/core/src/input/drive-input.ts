/**
 * The input of a drive as callers write it. Made by npm run generate -- inputs --accept, from the shapes in shape.ts.
 */

/** One datum of the virtual machine, as CloudStack passes it. */
export type Triple = readonly [directory: string, filename: string, content: string | null];

/** Several cards as one. */
export interface BondInput {
  /** Ids of the cards it is made of: eth0, eth1. */
  readonly links: readonly string[];
  /** How it uses its cards, by the Linux kernel’s name. */
  readonly mode:
    | 'balance-rr'
    | 'active-backup'
    | 'balance-xor'
    | 'broadcast'
    | '802.3ad'
    | 'balance-tlb'
    | 'balance-alb';
  /** Milliseconds between looks at the links of its cards. */
  readonly miimon?: number | undefined;
  /** Milliseconds before a link that is up is used. */
  readonly upDelay?: number | undefined;
  /** Milliseconds before a link that is down is left. */
  readonly downDelay?: number | undefined;
  /** How often 802.3ad asks the partner. */
  readonly lacpRate?: 'slow' | 'fast' | undefined;
  /** What decides which card sends a packet. */
  readonly xmitHashPolicy?: 'layer2' | 'layer2+3' | 'layer3+4' | 'encap2+3' | 'encap3+4' | undefined;
}

/** A tagged network on a card or a bond. */
export interface VlanInput {
  /** VLAN ID, 1 to 4094. */
  readonly id: number;
  /** Id of the card or bond it is on: eth0, bond0. */
  readonly link: string;
}

/** A route beside the default one. */
export interface RouteInput {
  /** Destination with its prefix length: 10.9.0.0/16. */
  readonly network: string;
  /** Next hop, an address of the same family. */
  readonly gateway: string;
}

/** An address of one family that does not change, and its network. */
export interface AddressInput {
  /** Address with its prefix length: 10.1.1.5/24 or 2001:db8::5/64. */
  readonly address: string;
  /** Router of this network; without one there is no default route. */
  readonly gateway?: string | null | undefined;
  /** Name servers of this family, best first. */
  readonly dns?: readonly string[] | undefined;
  /** Routes beside the default one. */
  readonly routes?: readonly RouteInput[] | undefined;
}

/** A network card, a bond of cards, or a VLAN. */
export interface NicInput {
  /** Number of the card; default: its position among the cards, from 0. Its id is eth<deviceId>. */
  readonly deviceId?: number | undefined;
  /** MAC address: 02:00:4c:5e:00:05. A card has one; a bond or VLAN has that of its (first) card otherwise. */
  readonly mac?: string | undefined;
  /** Makes this a bond, with the id bond0, bond1 … in the order of the list. */
  readonly bond?: BondInput | undefined;
  /** Makes this a VLAN, with the id <link>.<VLAN ID>: eth0.101. */
  readonly vlan?: VlanInput | undefined;
  /** Bytes, 68 to 65535. Default: 1500 on a card with a static address. */
  readonly mtu?: number | null | undefined;
  /** UUID of the NIC. */
  readonly uuid?: string | null | undefined;
  /** The NIC whose gateways are the default routes. */
  readonly default?: boolean | undefined;
  /** Static address, "dhcp", or null for none. Neither ipv4 nor ipv6: DHCP. */
  readonly ipv4?: AddressInput | 'dhcp' | null | undefined;
  /** Static address, "dhcp" (DHCPv6), "slaac", or null for none. */
  readonly ipv6?: AddressInput | 'dhcp' | 'slaac' | null | undefined;
  /** What the config drive itself provides on the network of this card, as CloudStack counts. Default: all. */
  readonly services?: readonly ('Dhcp' | 'Dns' | 'UserData')[] | undefined;
  /** Who hands out metadata and user data on the network of this card. Default: ConfigDrive, or none where services lacks UserData. */
  readonly userDataProvider?: 'ConfigDrive' | 'VirtualRouter' | 'none' | undefined;
}

/** A part of the user data. */
export interface UserDataPart {
  /** Its text. */
  readonly content?: string | undefined;
  /** Its bytes in base64, instead of content. */
  readonly base64?: string | undefined;
  /** Media type: text/cloud-config. Default: by its first line. */
  readonly type?: string | undefined;
  /** What cloud-init calls the part. */
  readonly filename?: string | undefined;
}

/** A file for the guest. */
export interface InjectedFileInput {
  /** Where the guest puts it, from the root: /etc/motd. */
  readonly path: string;
  /** Its text, in UTF-8. */
  readonly content?: string | Uint8Array | undefined;
  /** Its bytes in base64, instead of content. */
  readonly base64?: string | undefined;
}

/** A device that the user has given a tag. */
export interface DeviceInput {
  /** Kind of the device. */
  readonly type: 'nic' | 'disk' | 'share';
  /** Bus: pci, usb, scsi, ide, xen, none … */
  readonly bus?: string | undefined;
  /** Address on that bus: 0000:00:02.0. */
  readonly address?: string | undefined;
  /** MAC address of a NIC. */
  readonly mac?: string | undefined;
  /** VLAN that the host puts the NIC into. */
  readonly vlan?: number | undefined;
  /** Whether the NIC is a trusted virtual function. */
  readonly vfTrusted?: boolean | undefined;
  /** Serial number of a disk. */
  readonly serial?: string | undefined;
  /** Path of a disk: /dev/disk/by-id/…. */
  readonly path?: string | undefined;
  /** UUID of a share. */
  readonly shareId?: string | undefined;
  /** Tag by which the guest mounts a share. */
  readonly tag?: string | undefined;
  /** What the user calls the device. */
  readonly tags?: readonly string[] | undefined;
}

/** What the virtual router serves otherwise than the config drive. */
export interface RouterInput {
  /** Address by which the machine is reached from outside: of its static NAT, else of the router. */
  readonly publicIpv4?: string | undefined;
  /** Host name by which the machine is reached from outside; CloudStack puts the address here, too. */
  readonly publicHostname?: string | undefined;
}

/** The data of a virtual machine, and how its config drive is made. */
export interface DriveInput {
  /** For editors; says nothing about the drive. */
  readonly $schema?: string | undefined;
  /** Internal name of the virtual machine: i-2-10-VM. */
  readonly instanceName?: string | undefined;
  /** Label of the volume. Default: the one guests look for, config-2, or cidata with the tree nocloud. */
  readonly label?: string | undefined;
  /** What CloudStack knows of the virtual machine; not needed where other members say all. */
  readonly vmData?: readonly Triple[] | undefined;
  /** Network cards; none: no network_data.json, and guests use DHCP. */
  readonly nics?: readonly NicInput[] | undefined;
  /** Category or name of the guest system; Windows, as in "Windows Server 2022", is the one that matters. */
  readonly guestOs?: string | undefined;
  /** More metadata: name and value, or a list of such pairs. Not the names CloudStack reserves. */
  readonly customParameters?: readonly (readonly [string, string])[] | Readonly<Record<string, string>> | undefined;
  /** SSH keys: a list, or one text with a key a line, instead of a public-keys triple. */
  readonly publicKeys?: string | readonly string[] | undefined;
  /** User data as plain text, instead of a user_data triple in base64. */
  readonly userData?: string | Uint8Array | undefined;
  /** User data of several parts, which become one MIME message; instead of userData. */
  readonly userDataParts?: readonly UserDataPart[] | undefined;
  /** A file with the user data, relative to this one; for the command only. */
  readonly userDataFile?: string | undefined;
  /** A document for cloud-init beside the user data, or vendor_data.json itself, as an object or its text. */
  readonly vendorData?: string | Readonly<Record<string, unknown>> | undefined;
  /** The same for vendor_data2.json; with the tree openstack. */
  readonly vendorData2?: string | Readonly<Record<string, unknown>> | undefined;
  /** Files for the guest; with the tree openstack. */
  readonly files?: readonly InjectedFileInput[] | undefined;
  /** Devices with tags; with the tree openstack. */
  readonly devices?: readonly DeviceInput[] | undefined;
  /** Random bytes for the guest, in base64; with the tree openstack. */
  readonly randomSeed?: string | undefined;
  /** Whose virtual machine it is; with the tree openstack. */
  readonly projectId?: string | undefined;
  /** Position among the machines of one request, from 0; with the tree openstack. */
  readonly launchIndex?: number | undefined;
  /** What the virtual router says instead of the metadata of vmData. */
  readonly router?: RouterInput | undefined;
  /** Whose files: those of CloudStack (the default), all of OpenStack, or NoCloud. */
  readonly tree?: 'cloudstack' | 'openstack' | 'nocloud' | undefined;
  /** Folders of the tree openstack: only latest (the default), or the dated ones, too. */
  readonly openstackVersions?: 'latest' | 'dated' | undefined;
  /** What most guests need, or what CloudStack itself writes. */
  readonly profile?: 'portable' | 'cloudstack' | undefined;
  /** Let SSH accept the password (ssh_pwauth in vendor_data.json). */
  readonly sshPwauth?: boolean | undefined;
  /** Without NICs: no network_data.json, or {}. */
  readonly emptyNetworkData?: 'omit' | 'write' | undefined;
  /** Bytes behind the last file for what changes add. Default 8192, with the profile cloudstack 0. */
  readonly room?: number | undefined;
  /** Let the drive carry a script that applies its password and keys whenever the guest boots. Default never. */
  readonly resets?: 'never' | 'every-boot' | undefined;
  /** Whose password and keys that script sets. Default: cloud-init's default user, else root. */
  readonly resetUser?: string | undefined;
  /** Let that script set the host name, too. */
  readonly resetHostName?: boolean | undefined;
  /** How large the drive may be. */
  readonly limits?:
    | {
        /** Bytes of the image. Default 67108864. */
        readonly imageByteLength?: number | undefined;
        /** Characters of the user data in base64. Default 32768. */
        readonly userDataBase64Length?: number | undefined;
        /** Files and directories. Default 10000. */
        readonly entries?: number | undefined;
      }
    | undefined;
}
