/** Codes of the issues this package reports. Adding one is minor, renaming one is major. */
export const writerIssueCodes = {
  'path-invalid': 'A path has an empty component, `.`, `..`, a NUL or half of a surrogate pair.',
  'name-too-long': 'A name takes more than 255 bytes in UTF-8, which no directory record can hold.',
  'name-cut-by-readers': 'A name takes 254 or 255 bytes in UTF-8: Linux cuts it.',
  'path-duplicate': 'Two entries have the same path.',
  'path-below-file': 'An entry lies below a path that is not a directory.',
  'entry-contradictory': 'An entry has fields that exclude one another.',
  'attribute-invalid': 'A mode, owner, date or device number cannot be recorded.',
  'date-clamped': 'A date lies outside 1900–2155 and was moved to the nearest end.',
  'entry-left-out':
    'An entry is in no tree of the image: links and devices need Rock Ridge, or its tree is not written.',
  'alias-unresolved': 'A `sameAs` names no file of the tree.',
  'link-target-invalid': 'A symbolic link has an empty target, or one that is too long.',
  'link-target-changed': 'A symbolic link has `//` or a final `/` in its target, which cannot be recorded.',
  'joliet-name-too-long': 'A name has more units than Joliet allows.',
  'joliet-name-cut': 'A name was cut to the units that Joliet allows.',
  'volume-field-invalid': 'A text or date of the volume descriptor cannot be recorded.',
  'option-invalid': 'An option has a value that no image can be made with.',
  'volume-file-missing': 'The volume descriptor names a file that is not in the root.',
  'system-area-too-long': 'The system area has more than 32,768 bytes.',
  'file-needs-sections': 'A file is too large for one section, which is all that interchange levels 1 and 2 allow.',
  'too-many-directories': 'A directory with subdirectories has a number above 65,535 in the path table.',
  'image-too-large': 'The image has more blocks than a 32-bit block number can count.',
  'relocation-name-taken': 'The tree has an `rr_moved` of its own where relocated directories must go.',
  'tree-too-deep': 'Directories lie below the eighth level, and without Rock Ridge they cannot be moved.',
  'path-too-long': 'The identifiers of a path take more than the 255 characters that strict depth allows.',
  'content-length-differs': 'A content yielded more or fewer bytes than it promised.',
  'content-failed': 'A content could not be read; the error it gave is the cause.',
  'content-not-synchronous': 'A content can only be read asynchronously, the caller asked for bytes at once.',
  'target-too-small': "The caller's buffer is smaller than the image.",
} as const;

export type WriterIssueCode = keyof typeof writerIssueCodes;
