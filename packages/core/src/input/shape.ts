/**
 * The shape of an input file, `vm.json`: the one description from which come the check of what arrives, the types in
 * drive-input.ts and the JSON Schema. What the values mean (names, base64, addresses …) is not decided here.
 */
import * as z from 'zod';
import { bondModes, hashPolicies } from './bond-words.ts';
import type { DriveInput, NicInput, Triple } from './drive-input.ts';

export const tripleShape = z
  .tuple([
    z.string().describe('Directory below cloudstack/: metadata, userdata or password.'),
    z.string().describe('File name without .txt, as CloudStack names it: vm-id, user_data, vm_password …'),
    z
      .union([z.string(), z.null()])
      .describe('Content; user_data in base64. Null or blank: no file, but the directory exists.'),
  ])
  .meta({ id: 'Triple', description: 'One datum of the virtual machine, as CloudStack passes it.' });

const routeShape = z
  .strictObject({
    network: z.string().describe('Destination with its prefix length: 10.9.0.0/16.'),
    gateway: z.string().describe('Next hop, an address of the same family.'),
  })
  .meta({ id: 'Route', description: 'A route beside the default one.' });

const addressShape = z
  .strictObject({
    address: z.string().describe('Address with its prefix length: 10.1.1.5/24 or 2001:db8::5/64.'),
    gateway: z
      .union([z.string(), z.null()])
      .optional()
      .describe('Router of this network; without one there is no default route.'),
    dns: z.array(z.string()).optional().describe('Name servers of this family, best first.'),
    routes: z.array(routeShape).optional().describe('Routes beside the default one.'),
  })
  .meta({ id: 'StaticAddress', description: 'An address of one family that does not change, and its network.' });

const milliseconds = z.number().meta({ type: 'integer', minimum: 0, maximum: 2147483647 });

const bondShape = z
  .strictObject({
    links: z.array(z.string()).describe('Ids of the cards it is made of: eth0, eth1.'),
    mode: z.enum(bondModes).describe('How it uses its cards, by the Linux kernel’s name.'),
    miimon: milliseconds.optional().describe('Milliseconds between looks at the links of its cards.'),
    upDelay: milliseconds.optional().describe('Milliseconds before a link that is up is used.'),
    downDelay: milliseconds.optional().describe('Milliseconds before a link that is down is left.'),
    lacpRate: z.enum(['slow', 'fast']).optional().describe('How often 802.3ad asks the partner.'),
    xmitHashPolicy: z.enum(hashPolicies).optional().describe('What decides which card sends a packet.'),
  })
  .meta({ id: 'Bond', description: 'Several cards as one.' });

const vlanShape = z
  .strictObject({
    id: z.number().meta({ type: 'integer', minimum: 1, maximum: 4094 }).describe('VLAN ID, 1 to 4094.'),
    link: z.string().describe('Id of the card or bond it is on: eth0, bond0.'),
  })
  .meta({ id: 'Vlan', description: 'A tagged network on a card or a bond.' });

export const nicShape = z
  .strictObject({
    deviceId: z
      .number()
      .meta({ type: 'integer', minimum: 0, maximum: 65535 })
      .optional()
      .describe('Number of the card; default: its position among the cards, from 0. Its id is eth<deviceId>.'),
    mac: z
      .string()
      .optional()
      .describe(
        'MAC address: 02:00:4c:5e:00:05. A card has one; a bond or VLAN has that of its (first) card otherwise.',
      ),
    bond: bondShape.optional().describe('Makes this a bond, with the id bond0, bond1 … in the order of the list.'),
    vlan: vlanShape.optional().describe('Makes this a VLAN, with the id <link>.<VLAN ID>: eth0.101.'),
    mtu: z
      .union([z.number().meta({ type: 'integer', minimum: 68, maximum: 65535 }), z.null()])
      .optional()
      .describe('Bytes, 68 to 65535. Default: 1500 on a card with a static address.'),
    uuid: z.union([z.string(), z.null()]).optional().describe('UUID of the NIC.'),
    default: z.boolean().optional().describe('The NIC whose gateways are the default routes.'),
    ipv4: z
      .union([addressShape, z.literal('dhcp'), z.null()])
      .optional()
      .describe('Static address, "dhcp", or null for none. Neither ipv4 nor ipv6: DHCP.'),
    ipv6: z
      .union([addressShape, z.enum(['dhcp', 'slaac']), z.null()])
      .optional()
      .describe('Static address, "dhcp" (DHCPv6), "slaac", or null for none.'),
    services: z
      .array(z.enum(['Dhcp', 'Dns', 'UserData']))
      .optional()
      .describe(
        'What the config drive itself provides on the network of this card, as CloudStack counts. Default: all.',
      ),
    userDataProvider: z
      .enum(['ConfigDrive', 'VirtualRouter', 'none'])
      .optional()
      .describe(
        'Who hands out metadata and user data on the network of this card. Default: ConfigDrive, or none where services lacks UserData.',
      ),
  })
  .meta({
    id: 'Nic',
    description: 'A network card, a bond of cards, or a VLAN.',
    anyOf: [{ required: ['mac'] }, { required: ['bond'] }, { required: ['vlan'] }],
  });

const bytesOrText = z
  .custom<string | Uint8Array>((value) => typeof value === 'string' || value instanceof Uint8Array)
  .meta({ type: 'string' });

const vendorDocument = z.union([z.string(), z.record(z.string(), z.unknown())]);

export const injectedFileShape = z
  .strictObject({
    path: z.string().describe('Where the guest puts it, from the root: /etc/motd.'),
    content: bytesOrText.optional().describe('Its text, in UTF-8.'),
    base64: z.string().optional().describe('Its bytes in base64, instead of content.'),
  })
  .meta({ id: 'InjectedFile', description: 'A file for the guest.' });

export const deviceShape = z
  .strictObject({
    type: z.enum(['nic', 'disk', 'share']).describe('Kind of the device.'),
    bus: z.string().optional().describe('Bus: pci, usb, scsi, ide, xen, none …'),
    address: z.string().optional().describe('Address on that bus: 0000:00:02.0.'),
    mac: z.string().optional().describe('MAC address of a NIC.'),
    vlan: z
      .number()
      .meta({ type: 'integer', minimum: 0, maximum: 4094 })
      .optional()
      .describe('VLAN that the host puts the NIC into.'),
    vfTrusted: z.boolean().optional().describe('Whether the NIC is a trusted virtual function.'),
    serial: z.string().optional().describe('Serial number of a disk.'),
    path: z.string().optional().describe('Path of a disk: /dev/disk/by-id/….'),
    shareId: z.string().optional().describe('UUID of a share.'),
    tag: z.string().optional().describe('Tag by which the guest mounts a share.'),
    tags: z.array(z.string()).optional().describe('What the user calls the device.'),
  })
  .meta({ id: 'Device', description: 'A device that the user has given a tag.' });

export const userDataPartShape = z
  .strictObject({
    content: z.string().optional().describe('Its text.'),
    base64: z.string().optional().describe('Its bytes in base64, instead of content.'),
    type: z.string().optional().describe('Media type: text/cloud-config. Default: by its first line.'),
    filename: z.string().optional().describe('What cloud-init calls the part.'),
  })
  .meta({ id: 'UserDataPart', description: 'A part of the user data.' });

export const parameterShape = z.tuple([z.string(), z.string()]);

const parametersShape = z.union([z.array(parameterShape), z.record(z.string(), z.string())]);

const routerShape = z
  .strictObject({
    publicIpv4: z
      .string()
      .optional()
      .describe('Address by which the machine is reached from outside: of its static NAT, else of the router.'),
    publicHostname: z
      .string()
      .optional()
      .describe('Host name by which the machine is reached from outside; CloudStack puts the address here, too.'),
  })
  .meta({ id: 'Router', description: 'What the virtual router serves otherwise than the config drive.' });

/** What a drive is made for: an input needs one of these. */
export const dataMembers = [
  'vmData',
  'nics',
  'customParameters',
  'publicKeys',
  'userData',
  'userDataParts',
  'userDataFile',
  'vendorData',
  'vendorData2',
  'files',
] as const satisfies readonly (keyof DriveInput)[];

export const driveShape = z
  .strictObject({
    $schema: z.string().optional().describe('For editors; says nothing about the drive.'),
    instanceName: z.string().optional().describe('Internal name of the virtual machine: i-2-10-VM.'),
    label: z
      .string()
      .meta({ pattern: '^[A-Za-z0-9._-]{1,16}$' })
      .optional()
      .describe('Label of the volume. Default: the one guests look for, config-2, or cidata with the tree nocloud.'),
    vmData: z
      .array(tripleShape)
      .optional()
      .describe('What CloudStack knows of the virtual machine; not needed where other members say all.'),
    nics: z.array(nicShape).optional().describe('Network cards; none: no network_data.json, and guests use DHCP.'),
    guestOs: z
      .string()
      .optional()
      .describe('Category or name of the guest system; Windows, as in "Windows Server 2022", is the one that matters.'),
    customParameters: parametersShape
      .optional()
      .describe('More metadata: name and value, or a list of such pairs. Not the names CloudStack reserves.'),
    publicKeys: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .describe('SSH keys: a list, or one text with a key a line, instead of a public-keys triple.'),
    userData: bytesOrText.optional().describe('User data as plain text, instead of a user_data triple in base64.'),
    userDataParts: z
      .array(userDataPartShape)
      .optional()
      .describe('User data of several parts, which become one MIME message; instead of userData.'),
    userDataFile: z
      .string()
      .optional()
      .describe('A file with the user data, relative to this one; for the command only.'),
    vendorData: vendorDocument
      .optional()
      .describe(
        'A document for cloud-init beside the user data, or vendor_data.json itself, as an object or its text.',
      ),
    vendorData2: vendorDocument.optional().describe('The same for vendor_data2.json; with the tree openstack.'),
    files: z.array(injectedFileShape).optional().describe('Files for the guest; with the tree openstack.'),
    devices: z.array(deviceShape).optional().describe('Devices with tags; with the tree openstack.'),
    randomSeed: z.string().optional().describe('Random bytes for the guest, in base64; with the tree openstack.'),
    projectId: z.string().optional().describe('Whose virtual machine it is; with the tree openstack.'),
    launchIndex: z
      .number()
      .meta({ type: 'integer', minimum: 0, maximum: 2147483647 })
      .optional()
      .describe('Position among the machines of one request, from 0; with the tree openstack.'),
    router: routerShape.optional().describe('What the virtual router says instead of the metadata of vmData.'),
    tree: z
      .enum(['cloudstack', 'openstack', 'nocloud'])
      .optional()
      .describe('Whose files: those of CloudStack (the default), all of OpenStack, or NoCloud.'),
    openstackVersions: z
      .enum(['latest', 'dated'])
      .optional()
      .describe('Folders of the tree openstack: only latest (the default), or the dated ones, too.'),
    profile: z
      .enum(['portable', 'cloudstack'])
      .optional()
      .describe('What most guests need, or what CloudStack itself writes.'),
    sshPwauth: z.boolean().optional().describe('Let SSH accept the password (ssh_pwauth in vendor_data.json).'),
    emptyNetworkData: z.enum(['omit', 'write']).optional().describe('Without NICs: no network_data.json, or {}.'),
    room: z
      .number()
      .meta({ type: 'integer', minimum: 0 })
      .optional()
      .describe('Bytes behind the last file for what changes add. Default 8192, with the profile cloudstack 0.'),
    resets: z
      .enum(['never', 'every-boot'])
      .optional()
      .describe(
        'Let the drive carry a script that applies its password and keys whenever the guest boots. Default never.',
      ),
    resetUser: z
      .string()
      .optional()
      .describe("Whose password and keys that script sets. Default: cloud-init's default user, else root."),
    resetHostName: z.boolean().optional().describe('Let that script set the host name, too.'),
    limits: z
      .strictObject({
        imageByteLength: z.number().optional().describe('Bytes of the image. Default 67108864.'),
        userDataBase64Length: z.number().optional().describe('Characters of the user data in base64. Default 32768.'),
        entries: z.number().optional().describe('Files and directories. Default 10000.'),
      })
      .optional()
      .describe('How large the drive may be.'),
  })
  .meta({
    id: 'Drive',
    description: 'The data of a virtual machine, and how its config drive is made.',
    anyOf: dataMembers.map((name) => ({ required: [name] })),
  });

/** An input with gaps where the shape of an item was refused: the others keep their places in messages. */
export type PartialInput = Omit<DriveInput, 'vmData' | 'nics'> & {
  readonly vmData: readonly (Triple | undefined)[];
  readonly nics?: readonly (NicInput | undefined)[] | undefined;
};
