/**
 * Every code that this package gives an issue. A code is API: adding one is minor, renaming one is major. The meanings are
 * comments, since whoever lays out an image in a page would load them in vain; the docs print them.
 */
import { type CodeOf, defineCodes, refusal, warning } from '@configdrive/issues';

export const writerCodes = defineCodes({
  /** A path has an empty component, `.`, `..`, a NUL or half of a surrogate pair. */
  'path-invalid': refusal(''),
  /** A name of more than 255 bytes in UTF-8. */
  'name-too-long': refusal('', 'R107'),
  /** A name of 254 or 255 bytes in UTF-8: Linux cuts it. */
  'name-cut-by-readers': warning('', 'R107'),
  /** Two entries have the same path. */
  'path-duplicate': refusal(''),
  /** An entry below a path that is not a directory. */
  'path-below-file': refusal(''),
  /** An entry has fields that exclude one another. */
  'entry-contradictory': refusal(''),
  /** A mode, owner, date or device number cannot be recorded. */
  'attribute-invalid': refusal(''),
  /** A date outside 1900–2155 was moved to the nearest end. */
  'date-clamped': warning('', 'R63'),
  /** An entry is in no tree of the image: links and devices need Rock Ridge. */
  'entry-left-out': warning('', 'R84'),
  /** A `sameAs` names no file of the tree. */
  'alias-unresolved': refusal(''),
  /** A symbolic link has an empty target, or one that is too long. */
  'link-target-invalid': refusal(''),
  /** A link target has `//` or a final `/`, which cannot be recorded. */
  'link-target-changed': warning('', 'R105'),
  /** A link target of more than 1,023 bytes: xorriso refuses the image. */
  'link-target-beyond-readers': warning('', 'R105'),
  /** A name has more units than Joliet allows. */
  'joliet-name-too-long': refusal('', 'R73'),
  /** A name was cut to the units that Joliet allows. */
  'joliet-name-cut': warning('', 'R73'),
  /** A text or date of the volume descriptor cannot be recorded. */
  'volume-field-invalid': refusal(''),
  /** An option has a value that no image can be made with. */
  'option-invalid': refusal(''),
  /** The volume descriptor names a file that is not in the root. */
  'volume-file-missing': warning(''),
  /** The system area has more than 32,768 bytes. */
  'system-area-too-long': refusal('', 'R2'),
  /** A file needs several sections, which interchange levels 1 and 2 forbid. */
  'file-needs-sections': refusal('', 'R50'),
  /** A file of more than 100 sections, more than Linux reads. */
  'file-beyond-readers': warning('', 'R57'),
  /** A directory numbered above 65,535 in the path table has subdirectories. */
  'too-many-directories': refusal('', 'R44'),
  /** The image has more blocks than 32 bits can count. */
  'image-too-large': refusal('', 'R16'),
  /** The tree has an `rr_moved` of its own. */
  'relocation-name-taken': refusal('', 'R114'),
  /** Directories below the eighth level cannot be moved without Rock Ridge. */
  'tree-too-deep': refusal('', 'R36'),
  /** The identifiers of a path have more than 255 characters. */
  'path-too-long': refusal('', 'R36'),
  /** A text has half of a surrogate pair, which UTF-8 cannot hold. */
  'text-replaced': warning(''),
  /** A copy of a layout was to be written; it has places only. */
  'layout-copied': refusal(''),
  /** A content yielded more or fewer bytes than it promised. */
  'content-length-differs': refusal(''),
  /** A content could not be read; the error it gave is the cause. */
  'content-failed': refusal(''),
  /** A content can only be read asynchronously. */
  'content-not-synchronous': refusal(''),
  /** A content is empty, or too large for its pattern. */
  'content-outside-pattern': refusal(''),
  /** The caller's buffer is smaller than the image. */
  'target-too-small': refusal(''),
});

export type WriterIssueCode = CodeOf<typeof writerCodes>;
