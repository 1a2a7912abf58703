/**
 * Codes of what guests' programs make of a drive. One fact has one code; what it costs depends on who reads, so the kind
 * here is that of the worst case, and an issue's severity that of the guest it was found for.
 */
import type { CoreCode } from '@configdrive/core';
import { type CodeOf, defineCodes, error, notice, refusal, warning } from '@configdrive/issues';

export const guestCodes = defineCodes({
  // Asking
  'guest-unknown': refusal('No program of a guest has this name.'),
  'guest-version-unknown': refusal('The rules of this release of a guest’s program are not known.'),
  'booted-guest-unchanged': notice(
    'A guest that has booted with this instance id before does not apply what the change changes.',
  ),

  // Finding the drive and its files
  'reader-files-missing': error('None of the files that make this reader take a drive are on it.'),
  'version-folder-hijacked': error('A dated folder below openstack/ hides `latest` from cloud-init.'),
  'content-not-looked-at': warning(
    'A content comes asynchronously, or is beyond a limit: nothing is said of what it holds.',
  ),
  'yaml-unreadable': error('A file that cloud-init wants as a mapping in YAML is none.'),
  'seed-elsewhere': error('meta-data sends cloud-init to another place, which must have the rest.'),
  'json-unreadable': error('A JSON file is not JSON to this reader, or not of the type it wants.'),
  'json-value-unusable': error('A value in a JSON file is of a type that this reader stumbles over.'),
  'injected-file-missing': error('meta_data.json names a file to write whose content is not on the drive.'),
  'drive-disabled': error('meta_data.json tells cloud-init to leave this drive alone.'),
  'cloud-name-unusable': error('cloud-init makes a file name of cloud-name, and this text is none.'),
  'metadata-merge-key': error('A key of meta_data.json is taken by cloud-init for instructions how to merge it.'),
  'text-not-utf8': error('A file that this reader wants as text is not UTF-8.'),

  'service-not-default': notice('A program reads such a drive only where its image was set up for it.'),
  'drive-rewritten': warning('Ironic makes a new drive of this one before a machine sees it.'),

  // Names, keys, password, user data
  'hostname-changed': warning('The guest will have another host name than the one given.'),
  'hostname-unusable': warning('A host name that the kernel, or the program that sets it, does not take.'),
  'public-keys-missing': error('The file of the SSH keys is not where this reader looks for it.'),
  'public-keys-unread': warning('SSH keys in a form that this reader does not take.'),
  'public-keys-joined': warning('Several SSH keys in one entry: only the first is treated as a key.'),
  'password-not-found': warning('The drive has a password, but not where this reader looks for one.'),
  'password-changed': warning('The guest will have another password than the one in the password file.'),
  'password-set-once': notice('A new password is set only when the instance id is new.'),
  'password-md5-unseen': warning('The Windows script does not find the md5 file under the name it looks for.'),
  'user-data-first-line': warning('A first line that is nearly one that cloud-init knows, or is missing.'),
  'user-data-unreadable': error('Wrapped user data, a MIME message, gzip, an archive, that does not open.'),
  'cloud-config-unreadable': error('A cloud-config that is no YAML mapping: cloud-init ignores the whole file.'),
  'cloud-config-key-repeated': warning('A key that its mapping has already: only the last one counts.'),
  'cloud-config-value-misread': warning('YAML reads a value as something else than the text that is meant.'),
  'user-data-not-ignition': error('User data that is not an Ignition config: the machine does not boot.'),
  'vendor-data-unused': warning('Vendor data in a form that cloud-init does not use.'),
  'nothing-to-read': notice('The drive has nothing of what this reader would take.'),
  'attribute-missing': notice('A file that this reader would take an attribute from is not on the drive.'),

  // Network
  'network-unreadable': error('network_data.json stops this reader: no NIC is set up.'),
  'network-config-unusable': error('A key or a value that netplan refuses, and the whole file with it.'),
  'network-type-unknown': warning('A network of a type that this reader does not know: no address.'),
  'network-link-unknown': warning('A network whose link is not in the file.'),
  'network-link-repeated': warning('Two links are one NIC to this reader: only the later one counts.'),
  'link-type-unknown': notice('A link type this reader does not know; it takes the link for a plain NIC.'),
  'bond-mode-unknown': error('A bonding mode that netplan does not know by that name.'),
  'networks-skipped': warning('A network that this reader leaves to the system, DHCP for example.'),
  'netmask-missing': warning('No prefix length: the reader guesses one, or fails.'),
  'netmask-misread': warning('A netmask that this reader takes for another one.'),
  'mtu-ignored': warning('An MTU that this reader does not set.'),
  'address-unusable': error('An address that netplan refuses, and the whole file with it.'),
  'name-server-invalid': error('A name server that is no IP address: netplan refuses the whole file.'),
  'gateway-missing': error('A route without a gateway.'),
  'gateway-ignored': warning('A gateway where this reader does not look for one.'),
  'gateway-link-local': notice('A link-local gateway: ifupdown does not know on which NIC.'),
  'gateway-not-reachable': warning('A gateway outside the network of its NIC.'),
  'default-route-repeated': warning('Two default routes of one family on one NIC.'),
  'default-routes-several': notice('More than one NIC has a default route of one family.'),
  'routes-ignored': warning('Routes that this reader does not set up.'),
  'service-not-dns': warning('A service that is not DNS becomes a name server.'),
  'service-skipped': warning('A service that this reader does not take.'),
});

/** What planning and guests find alike has the core's code. */
export type GuestCode = CodeOf<typeof guestCodes> | CoreCode;
