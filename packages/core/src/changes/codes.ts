/** Codes of issues about drives that are read, and changed: part of the table of this package. */
import { defineCodes, notice, refusal, warning } from '@configdrive/issues';

export const changeCodes = defineCodes({
  'drive-unknown': refusal('The image has no tree that a change could reach: it is no config drive.'),
  'drive-names-mapped': notice(
    'The image has plain names only; CloudStack’s own are put back, and it is written with Rock Ridge and Joliet.',
  ),
  'drive-part-dropped': notice('A part of the image that no guest reads (a boot record …) is not kept.'),
  'drive-labels-differ': notice('The descriptors have different labels; the one that Linux shows is kept.'),
  'drive-text-altered': warning('A text or name of the image that cannot be written again as it is.'),
  'drive-path-duplicate': refusal('The image has one path twice.'),
  'drive-contents-overlap': refusal('The files of the image overlap: together they are far larger than it.'),
  'file-unchangeable': warning('A file is not in a form that a change can reach; it stays as it is.'),
  'place-missing': warning('The drive has no file, and no folder for one, in which a guest would look for this.'),
  'password-empty': refusal('An empty password is none; withoutPassword takes one off.'),
  'password-remains': warning('A file still holds a password that was taken off the drive or replaced.'),
});
