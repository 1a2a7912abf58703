/** Every code that this package gives an issue. A code is API: adding one is minor, renaming one is major. */
import { type CodeOf, defineCodes, refusal, warning } from '@configdrive/issues';

export const writerCodes = defineCodes({
  'path-invalid': refusal('A path has an empty component, `.`, `..`, a NUL or half of a surrogate pair.'),
  'name-too-long': refusal('A name of more than 255 bytes in UTF-8.', 'R107'),
  'name-cut-by-readers': warning('A name of 254 or 255 bytes in UTF-8: Linux cuts it.', 'R107'),
  'path-duplicate': refusal('Two entries have the same path.'),
  'path-below-file': refusal('An entry below a path that is not a directory.'),
  'entry-contradictory': refusal('An entry has fields that exclude one another.'),
  'attribute-invalid': refusal('A mode, owner, date or device number cannot be recorded.'),
  'date-clamped': warning('A date outside 1900–2155 was moved to the nearest end.', 'R63'),
  'entry-left-out': warning('An entry is in no tree of the image: links and devices need Rock Ridge.', 'R84'),
  'alias-unresolved': refusal('A `sameAs` names no file of the tree.'),
  'link-target-invalid': refusal('A symbolic link has an empty target, or one that is too long.'),
  'link-target-changed': warning('A link target has `//` or a final `/`, which cannot be recorded.', 'R105'),
  'link-target-beyond-readers': warning('A link target of more than 1,023 bytes: xorriso refuses the image.', 'R105'),
  'joliet-name-too-long': refusal('A name has more units than Joliet allows.', 'R73'),
  'joliet-name-cut': warning('A name was cut to the units that Joliet allows.', 'R73'),
  'volume-field-invalid': refusal('A text or date of the volume descriptor cannot be recorded.'),
  'option-invalid': refusal('An option has a value that no image can be made with.'),
  'volume-file-missing': warning('The volume descriptor names a file that is not in the root.'),
  'system-area-too-long': refusal('The system area has more than 32,768 bytes.', 'R2'),
  'file-needs-sections': refusal('A file needs several sections, which interchange levels 1 and 2 forbid.', 'R50'),
  'file-beyond-readers': warning('A file of more than 100 sections, more than Linux reads.', 'R57'),
  'too-many-directories': refusal('A directory numbered above 65,535 in the path table has subdirectories.', 'R44'),
  'image-too-large': refusal('The image has more blocks than 32 bits can count.', 'R16'),
  'relocation-name-taken': refusal('The tree has an `rr_moved` of its own.', 'R114'),
  'tree-too-deep': refusal('Directories below the eighth level cannot be moved without Rock Ridge.', 'R36'),
  'path-too-long': refusal('The identifiers of a path have more than 255 characters.', 'R36'),
  'text-replaced': warning('A text has half of a surrogate pair, which UTF-8 cannot hold.'),
  'content-length-differs': refusal('A content yielded more or fewer bytes than it promised.'),
  'content-failed': refusal('A content could not be read; the error it gave is the cause.'),
  'content-not-synchronous': refusal('A content can only be read asynchronously.'),
  'content-outside-pattern': refusal('A content is empty, or too large for its pattern.'),
  'target-too-small': refusal("The caller's buffer is smaller than the image."),
});

export type WriterIssueCode = CodeOf<typeof writerCodes>;
