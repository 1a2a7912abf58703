/**
 * What the codes of the writer mean. In its own table this is a doc comment, so that a page that writes images does not load
 * the sentences; a test holds that these are the same.
 */
import type { WriterIssueCode } from 'iso9660-writer';

export const writerMeanings: Readonly<Record<WriterIssueCode, string>> = {
  'path-invalid': 'A path has an empty component, `.`, `..`, a NUL or half of a surrogate pair.',
  'name-too-long': 'A name of more than 255 bytes in UTF-8.',
  'name-cut-by-readers': 'A name of 254 or 255 bytes in UTF-8: Linux cuts it.',
  'path-duplicate': 'Two entries have the same path.',
  'path-below-file': 'An entry below a path that is not a directory.',
  'entry-contradictory': 'An entry has fields that exclude one another.',
  'attribute-invalid': 'A mode, owner, date or device number cannot be recorded.',
  'date-clamped': 'A date outside 1900–2155 was moved to the nearest end.',
  'entry-left-out': 'An entry is in no tree of the image: links and devices need Rock Ridge.',
  'alias-unresolved': 'A `sameAs` names no file of the tree.',
  'link-target-invalid': 'A symbolic link has an empty target, or one that is too long.',
  'link-target-changed': 'A link target has `//` or a final `/`, which cannot be recorded.',
  'link-target-beyond-readers': 'A link target of more than 1,023 bytes: xorriso refuses the image.',
  'joliet-name-too-long': 'A name has more units than Joliet allows.',
  'joliet-name-cut': 'A name was cut to the units that Joliet allows.',
  'volume-field-invalid': 'A text or date of the volume descriptor cannot be recorded.',
  'option-invalid': 'An option has a value that no image can be made with.',
  'volume-file-missing': 'The volume descriptor names a file that is not in the root.',
  'system-area-too-long': 'The system area has more than 32,768 bytes.',
  'file-needs-sections': 'A file needs several sections, which interchange levels 1 and 2 forbid.',
  'file-beyond-readers': 'A file of more than 100 sections, more than Linux reads.',
  'too-many-directories': 'A directory numbered above 65,535 in the path table has subdirectories.',
  'image-too-large': 'The image has more blocks than 32 bits can count.',
  'relocation-name-taken': 'The tree has an `rr_moved` of its own.',
  'tree-too-deep': 'Directories below the eighth level cannot be moved without Rock Ridge.',
  'path-too-long': 'The identifiers of a path have more than 255 characters.',
  'text-replaced': 'A text has half of a surrogate pair, which UTF-8 cannot hold.',
  'layout-copied': 'A copy of a layout was to be written; it has places only.',
  'content-length-differs': 'A content yielded more or fewer bytes than it promised.',
  'content-failed': 'A content could not be read; the error it gave is the cause.',
  'content-not-synchronous': 'A content can only be read asynchronously.',
  'content-outside-pattern': 'A content is empty, or too large for its pattern.',
  'target-too-small': "The caller's buffer is smaller than the image.",
};
