/**
 * Every code this package gives an issue: one line each, the docs print this table. A code is API.
 *
 * `refusal`: the input is refused, with all other refusals of the same input in one `InvalidInputError`; where it is
 * `allowable`, the option `allow` lets it through, and it is a warning.
 * `error`: a guest loses the drive; the drive is built all the same unless `strict`, and what it comes with is a warning.
 * `warning`: a guest loses a part. `notice`: nothing is lost, but it is not what it looks like.
 */
import { type CodeMeaning, type CodeOf, defineCodes, error, notice, refusal, warning } from '@configdrive/issues';

/** A refusal of what can be written all the same. */
const allowable = (meaning: CodeMeaning): CodeMeaning => ({ ...meaning, isAllowable: true });

export const coreCodes = defineCodes({
  // The shape of the input and the options
  'input-unreadable': refusal('A part of the input throws when it is read (a getter, a proxy).'),
  'wrong-type': refusal('A value is not of the type that belongs there.'),
  'wrong-value': refusal('A word is none of the words that are allowed there.'),
  'wrong-length': refusal('A list has too many or too few items; a triple has three.'),
  'unknown-key': refusal('A key that no part of the input has; the nearest known one is suggested.'),
  'more-problems': refusal('Only the first 100 problems of an input are listed.'),
  'content-serialized': refusal('Serialising a machine, a drive or a content would write passwords and keys.'),
  'timestamp-invalid': refusal('The timestamp is not a date.'),
  'limit-out-of-range': refusal('A limit is not a whole number, or above what it may be set to.'),
  'label-invalid': refusal('The label is not 1 to 16 letters, digits, dots, underscores or hyphens.'),
  'label-unknown': warning('No guest looks for this label.'),
  'attachment-impossible': refusal('An image of this path, or on this bus, cannot be attached to the machine.'),
  'option-unfit': refusal('An option of reading an input, given with a machine that was read before.'),
  'profile-unfit': refusal('The profile cloudstack is for CloudStack’s own tree only.'),
  'input-unused': warning('The tree has no place for this part of the input: it is not written.'),

  'form-unfit': refusal('A metadata service cannot answer in this form for a drive that has none of its files.'),
  'name-unserved': warning('A name of metadata that can be no part of a path: no metadata service hands it out.'),

  // Names and texts
  'name-unsafe': refusal('A directory or file name that is not one safe path component.'),
  'name-too-long': refusal('A directory or file name over 253 bytes, `.txt` included.'),
  'joliet-name-too-long': refusal('A name over 64 UTF-16 units: Windows would see it cut.'),
  'path-collision': refusal('Two paths differ only in case, Unicode normalisation or trailing dots and spaces.'),
  'text-ill-formed': refusal('A text with half of a surrogate pair has no UTF-8.'),
  'duplicate-triple': refusal('Two triples give one file different contents.'),
  'duplicate-dropped': notice('Two triples say the same file; one counts.'),
  'blank-directory': notice('A triple without a directory is left out, as CloudStack does.'),
  'directory-unknown': warning('No guest reads a directory outside metadata, userdata and password.'),
  'windows-reserved-name': notice('Windows cannot open a file of this name.'),

  // Metadata
  'metadata-name-near': notice('A name of metadata that is nearly one of CloudStack’s: guests look for that.'),
  'reserved-parameter': refusal('A custom parameter has the name of a metadata file.'),
  'reader-owned-name': warning('A custom parameter is not in meta_data.json: guests would take it for their own key.'),
  'uuid-missing': allowable(
    refusal('Without vm-id, instance-id and instanceName there is no uuid; cloud-init refuses such a drive.'),
  ),
  'uuid-absent': error(
    'The profile, or the drive that is changed, has no uuid in meta_data.json; cloud-init refuses such a drive.',
  ),
  'public-key-invalid': allowable(refusal('A line of public-keys is not an SSH public key.')),
  'public-key-private': refusal('public-keys holds a private key.'),

  'instance-id-missing': warning(
    'Without vm-id, instance-id and instanceName every NoCloud machine has the same identity: a copy is no new one.',
  ),

  // User data
  'user-data-twice': refusal('User data is given by more than one source.'),
  'user-data-file-unresolved': refusal('userDataFile is for the command; the library reads no files.'),
  'user-data-not-base64': refusal('The content of user_data is not base64.'),
  'user-data-too-long': refusal('User data is over the limit, counted in base64 characters.'),
  'user-data-part-invalid': refusal('A part of the user data without one content, or with an invalid type or name.'),
  'user-data-unprovided': error(
    'No NIC has its user data from the config drive: CloudStack writes no meta_data.json; cloud-init refuses such a drive.',
  ),
  'user-data-unhandled': warning('User data of a kind that this guest, or cloud-init, does not handle.'),
  'user-data-directory': warning('The directory user_data of the admin guide is written as userdata.'),

  // Vendor data of the caller's own
  'vendor-data-invalid': refusal('Vendor data that is neither a text nor JSON that cloud-init would use.'),
  'vendor-data-overridden': warning(
    'The password of the virtual machine replaces `password` and `chpasswd` of the vendor data.',
  ),

  'vendor-data-unjoinable': refusal(
    'Vendor data that cannot be put beside a password or other documents in NoCloud’s one file.',
  ),

  // OpenStack's tree
  'file-path-invalid': refusal('The path of a file for the guest is not one from the root, or is there twice.'),
  'file-content-invalid': refusal('A file for the guest has no content, two, or one that is not base64.'),
  'random-seed-invalid': refusal('The random seed is not base64 of at least one byte.'),
  'launch-index-invalid': refusal('The launch index is not a whole number from 0.'),
  'vlan-id-invalid': refusal('A VLAN ID is out of range.'),

  // Password
  'password-unsafe': allowable(
    refusal('A password with CR, LF, NUL or white space at an edge: guests would set another one.'),
  ),
  'password-too-long': allowable(refusal('A password over 255 bytes.')),
  'password-special': warning('Some guest takes this password for something else: a word with a meaning, a hash.'),
  'password-controls': warning('A password with control characters; not every guest can set it.'),
  'password-md5-mismatch': warning('The md5 in the input is not that of the password.'),
  'vendor-data-broken': error('The unquoted password makes vendor_data.json invalid; cloud-init refuses such a drive.'),
  'vendor-data-altered': warning('YAML reads the unquoted password as something else.'),

  // Network
  'device-id-duplicate': refusal('Two NICs have one deviceId.'),
  'device-id-invalid': refusal('A deviceId is not a whole number from 0 to 65535, or not that of a card.'),
  'mac-invalid': refusal('Not the MAC address of a network card.'),
  'mac-duplicate': refusal('Two NICs have one MAC address.'),
  'mtu-invalid': refusal('The MTU is not a whole number from 68 to 65535, or over that of the link it is on.'),
  'bond-invalid': refusal('A parameter of a bond is out of range, or not for its mode.'),
  'link-invalid': refusal('A bond or VLAN is on something that it cannot be on, or there twice.'),
  'uuid-invalid': refusal('The uuid of a NIC is blank, too long or holds control characters.'),
  'default-nic-duplicate': refusal('Two NICs are marked default.'),
  'hostname-invalid': refusal('Not a host name, or one over 253 characters.'),
  'address-invalid': refusal('Not an address of that family, or not one that a host can have.'),
  'prefix-invalid': refusal('The prefix length is missing or out of range.'),
  'route-host-bits': refusal('The network of a route has bits behind its prefix.'),
  'gateway-outside-network': allowable(refusal('The gateway is not in the network of the address.')),
  'gateway-unused': notice('The gateway of a NIC that is not the default one: there is one default route per family.'),
  'network-data-absent': notice('No NICs, no network_data.json: guests use DHCP.'),
  'network-data-empty': warning('network_data.json without NICs: cloud-init then sets up none, not even by DHCP.'),
  'provider-contradiction': refusal('A NIC has another provider of user data than its services say.'),
  'network-part-dropped': warning('CloudStack does not write this part of the network.'),

  // Limits
  'too-many-entries': refusal('More files and directories than the limit.'),
  'image-too-large': refusal('The image is over the limit.'),

  // Patterns
  'pattern-differs': refusal('A drive has another shape than the pattern it was given to.'),

  // Wrappings of an image
  'wrapping-broken': refusal('Base64, gzip or an agent command in which the image is cut or damaged.'),
  'wrapping-too-large': refusal('Base64, gzip or an agent command with an image over the limit.'),
  'agent-command-invalid': refusal('A command to CloudStack’s agent that does not fit together.'),
  'drive-unwrapped': notice('The image was in base64, gzip or an agent command.'),

  // Reading and changing a drive
  'drive-unknown': refusal('The image has no tree that a change could reach: it is no config drive.'),
  'drive-names-mapped': notice(
    'The image has plain names only; CloudStack’s own are put back, and it is written with Rock Ridge and Joliet.',
  ),
  'drive-part-dropped': notice('A part of the image that no guest reads (a boot record …) is not kept.'),
  'drive-labels-differ': notice('The descriptors have different labels; the one that Linux shows is kept.'),
  'drive-trees-differ': warning(
    'Rock Ridge and Joliet show different files, so that Linux and Windows see two drives; one made anew is that of Linux.',
  ),
  'drive-text-altered': warning('A text or name of the image that cannot be written again as it is.'),
  'drive-path-duplicate': refusal('The image has one path twice.'),
  'drive-contents-overlap': refusal('The files of the image overlap: together they are far larger than it.'),
  'file-unchangeable': warning('A file is not in a form that a change can reach; it stays as it is.'),
  'longer-than-before': warning('The new image is longer than the one that a running guest knows.'),
  'place-missing': warning('The drive has no file, and no folder for one, in which a guest would look for this.'),
  'password-empty': refusal('The password is empty, or the word that CloudStack writes for none.'),
  'password-remains': warning('A file still holds a password that was taken off the drive or replaced.'),
});

export type CoreCode = CodeOf<typeof coreCodes>;

/** Codes of refusals that the option `allow` lets through. */
export const allowableCodes: readonly CoreCode[] = Object.entries(coreCodes).flatMap(([code, { isAllowable }]) =>
  isAllowable ? [code as CoreCode] : [],
);
