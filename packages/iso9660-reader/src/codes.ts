/**
 * Every code this package can report, in one table: how much it weighs, the rule it stands for, what it means. Codes are
 * API. E is an error, W a warning (the standard is silent or lax, but a real reader loses something), A a notice. What
 * `refused` marks an image cannot be read past: opening or listing throws it, verifying collects it and goes on.
 */
import { type CodeMeaning, type CodeOf, defineCodes, error, notice, refusal, warning } from '@configdrive/issues';

const of =
  (kind: (meaning: string, rule?: string) => CodeMeaning) =>
  (rule: string, meaning: string): CodeMeaning =>
    kind(meaning, rule);
const refused = of(refusal);
const E = of(error);
const W = of(warning);
const A = of(notice);

const image = {
  'image-truncated': refused('R1', 'the image ends before its first volume descriptor does'),
  'source-short': refusal('the source gave fewer bytes than it promised'),
  'image-too-large': refusal('the image is larger than the caller allows'),
  'image-not-whole-blocks': E('R1', 'the image is not a whole number of blocks long'),
  'system-area-not-zero': A('R2', 'the system area is not zero'),
  'area-in-system-area': E('R2', 'something lies in the system area'),
  'not-an-iso-image': refused('R3', 'there is no volume descriptor where one must be'),
  'time-limit': refusal('reading takes longer than the limit'),
  'more-of-the-same': notice('further findings of one kind are counted, not listed'),
};

/** Problems of single fields; rule and weight are those of the field. */
const fields = {
  'constant-mismatch': E('R3', 'a field does not hold what the standard prescribes'),
  'reserved-not-zero': E('R28', 'reserved bytes are not zero'),
  'both-endian-mismatch': E('R29', 'a number differs between its two byte orders'),
  'text-characters': W('R14', 'a text holds characters it may not'),
  'date-digits': E('R65', 'a date is not sixteen digits'),
  'date-out-of-range': E('R61', 'a date is none of the calendar'),
};

const descriptors = {
  'descriptor-type-unknown': E('R3', 'a volume descriptor has a type that is not defined'),
  'descriptors-invalid': refused('R4', 'the volume descriptors do not describe a volume'),
  'primary-not-first': W('R4', 'the first volume descriptor is not the primary one'),
  'primary-repeat-differs': W('R4', 'a repeated primary volume descriptor differs from the first'),
  'boot-record-misplaced': E('R5', 'a boot record is not in block 17'),
  'terminator-missing': E('R6', 'the volume descriptor set has no terminator'),
  'descriptor-after-terminator': E('R6', 'a volume descriptor follows the terminator'),
  'too-many-descriptors': refused('R7', 'there are more volume descriptors than readers look at'),
  'volume-larger-than-image': E('R8', 'the volume is larger than the image'),
  'area-outside-volume': E('R8', 'something lies outside the volume'),
  'image-tail': W('R8', 'the image goes on after the volume'),
  'volume-size-differs': E('R8', 'descriptors disagree on the size of the volume'),
  'volume-small': W('R9', 'the volume has at most 20 blocks, which libarchive refuses'),
  'volume-set': E('R17', 'the volume is not the only one of its set'),
  'block-size-unsupported': refused('R18', 'the logical blocks are not 2048 bytes long'),
  'root-record-invalid': E('R21', 'the root record of a descriptor is not as it must be'),
  'root-record-differs': E('R21', 'the root record of a descriptor differs from the root itself'),
  'root-date-differs': A('R21', 'the root record of a descriptor has another date than the root itself'),
  'descriptor-file-missing': E('R23', 'a descriptor names a file that is not in the root'),
  'volume-dates-missing': W('R24', 'neither creation nor modification of the volume is given, so it has no UUID'),
  'volume-dates-differ': W('R24', 'descriptors disagree on a date of the volume'),
  'application-use-not-zero': A('R27', 'the application use area of a descriptor is not zero'),
  'joliet-level': A('R67', 'Joliet is not of level 3'),
  'joliet-descriptor-repeated': E('R69', 'there is more than one Joliet descriptor'),
  'joliet-label-empty': W('R71', 'the Joliet label is empty, so guests find no label at all'),
  'labels-differ': W('R71', 'the labels of the descriptors differ'),
  'tree-outside-image': E('R53', 'the root of a supplementary tree is not inside the image; the tree is left out'),
  'plain-root-empty': W('R85', 'the plain root is empty and the Joliet root is not: Linux shows Joliet'),
};

const directories = {
  'record-length': E('R30', 'the length of a directory record is not what its parts take'),
  'pad-not-zero': E('R31', 'a pad byte is not zero'),
  'record-flags': E('R32', 'a directory record has flags it should not have'),
  'record-hidden': A('R32', 'a directory record is marked hidden'),
  'associated-file': A('R32', 'an associated file is not listed'),
  'interleaved-file': refused('R32', 'an interleaved file is not read'),
  'other-volume': refused('R32', 'the file is on another volume of the set'),
  'record-invalid': refused('R33', 'a directory record does not hold together'),
  'directory-slack': E('R33', 'something follows the last record of a directory sector'),
  'directory-sector-empty': E('R33', 'a sector of a directory holds no record'),
  'directory-not-whole-blocks': E('R34', 'the length of a directory is not a whole number of blocks'),
  'directory-without-extent': E('R34', 'a directory has no extent'),
  'directory-length-differs': E('R34', 'records disagree on the length of a directory'),
  'directory-too-large': refused('R34', 'a directory is larger than the limit'),
  'directory-invalid': refused('R35', 'what should be a directory is none'),
  'directory-without-self': E('R35', 'a directory does not begin with its own record'),
  'directory-without-parent': E('R35', 'the second record of a directory is not that of its parent'),
  'dot-record-misplaced': E('R35', 'a record for the directory itself or its parent stands elsewhere'),
  'self-record-differs': E('R35', 'the own record of a directory tells another place'),
  'parent-record-differs': E('R35', 'the parent record of a directory tells another place'),
  'directory-deep': E('R36', 'a directory is deeper than eight levels'),
  'path-long': E('R36', 'a path is longer than 255'),
  'too-deep': refused('R36', 'the tree is deeper than the limit'),
  'directory-loop': refused('R37', 'a directory is reached a second time'),
  'directory-shared': E('R37', 'the plain tree and Joliet share a directory'),
  'directory-order': E('R38', 'the records of a directory are not in order'),
  'identifier-duplicate': E('R39', 'two records of a directory have the same identifier'),
  'too-many-entries': refusal('the tree has more entries than the limit'),
  'date-offset': W('R62', 'a date has an offset from UTC, which readers take differently'),
  'date-after-2038': A('R64', 'a date is later than Linux can show'),
};

const pathTables = {
  'path-table-outside': E('R20', 'a path table is not where one can be'),
  'path-table-missing': E('R40', 'a path table is missing'),
  'path-tables-differ': E('R40', 'the two path tables of a tree differ'),
  'path-table-incomplete': E('R40', 'a directory is not in the path table'),
  'path-table-record-invalid': E('R41', 'a path table record does not hold together'),
  'path-table-length': E('R19', 'the length of a path table is not that of its records'),
  'path-table-slack': E('R41', 'something follows a path table'),
  'path-table-order': E('R42', 'the records of a path table are not in order'),
  'path-table-parent': E('R43', 'a path table record names a parent that does not hold it'),
  'path-table-numbers': E('R44', 'a directory numbered above 65,535 has subdirectories'),
  'path-table-extent': W('R45', 'a path table tells another place than the directory record'),
  'path-table-placement': W('R46', 'the path table of type M lies before that of type L'),
  'path-table-joliet-root': E('R86', 'the root in the Joliet path table has not one zero byte for its name'),
};

const identifiers = {
  'identifier-file': E('R47', 'the identifier of a file is not as the standard wants it'),
  'identifier-directory': E('R48', 'the identifier of a directory is not as the standard wants it'),
  'identifier-version': E('R49', 'the version number of an identifier is out of range'),
  'joliet-name-length': E('R73', 'a Joliet name has a length it may not have'),
  'joliet-characters': E('R74', 'a Joliet name holds a character that makes Windows refuse the directory'),
  'joliet-surrogate': W('R75', 'a Joliet name holds half of a surrogate pair'),
  'joliet-names-alike': W('R76', 'two Joliet names of a directory differ in case or normalisation only'),
  'joliet-name-end': W('R77', 'a Joliet name ends in a dot or a space, which readers drop'),
  'joliet-version': W('R80', 'a Joliet name has a version number'),
  'joliet-path-long': W('R81', 'a Joliet path is longer than 120 units'),
  'joliet-name-utf8': W('R82', 'a Joliet name is longer than 255 bytes in UTF-8, which Linux cannot show'),
  'joliet-system-use': W('R83', 'a Joliet record has a system use area'),
};

const extents = {
  'areas-overlap': E('R10', 'two things lie in the same place'),
  'directory-overlap': refused('R10', 'the directories together are longer than the image: they overlap'),
  'unreachable-not-zero': A('R10', 'blocks that nothing points to are not zero'),
  'extent-outside-image': refused('R53', 'an extent is not inside the image'),
  'file-outside-image': E('R53', 'a file is not inside the image'),
  'file-slack': A('R53', 'the rest of the last block of a file is not zero'),
  'multi-extent-invalid': refused('R54', 'the sections of a file do not belong together'),
  'section-not-whole-blocks': E('R54', 'a section that is not the last is not a whole number of blocks'),
  'sections-differ': E('R55', 'the sections of a file differ in flags, date or system use'),
  'sections-apart': W('R56', 'the sections of a file do not follow one another'),
  'sections-split': W('R57', 'the records of one file are split over directory sectors, which GRUB cannot read'),
  'sections-many': W('R57', 'a file has more than 100 sections, which Linux cannot read'),
  'too-many-sections': refused('R57', 'a file has more sections than the limit'),
  'empty-file-extent': W('R58', 'an empty file has no block of its own kind to point to'),
  'extent-shared': W('R59', 'two files share an extent and nothing says that they are one, or two'),
  'directory-after-file': W('R60', 'a directory lies behind the contents of files'),
  'child-before-parent': W('R60', 'a directory lies before its parent'),
};

const systemUse = {
  'sharing-protocol-missing': E('R88', 'there are system use entries, but the root does not announce them'),
  'sharing-protocol-misplaced': E('R88', 'the sharing protocol is announced elsewhere than first in the root'),
  'sharing-protocol-skip': E('R88', 'the sharing protocol skips bytes'),
  'system-use-invalid': E('R89', 'a system use entry does not hold together'),
  'system-use-slack': E('R89', 'something follows the last system use entry'),
  'system-use-terminator': W('R90', 'a terminator ends the system use: libarchive then ignores all of it'),
  'system-use-padding': A('R91', 'there is a padding entry'),
  'extensions-reference': E('R92', 'Rock Ridge is not announced exactly once, in the root'),
  'extensions-reference-unknown': W('R93', 'the extensions reference is not one that readers know'),
  'continuation-outside-block': refused('R94', 'a continuation area is not inside its block'),
  'continuation-repeated': E('R94', 'an area has two continuations'),
  'continuation-not-last': W('R95', 'entries follow a continuation, which GRUB reads in the wrong order'),
  'continuation-chain-long': W('R96', 'a record has more than 31 continuation areas'),
  'continuation-loop': refused('R96', 'continuation areas do not come to an end'),
  'continuation-placement': W(
    'R97',
    'a continuation area lies where libarchive does not look: between its directory and its file, ascending',
  ),
  'content-compressed': W(
    'R120',
    'a file is compressed with zisofs: Linux unpacks it, other guests and this library read it as it lies there',
  ),
  'system-use-missing': W('R98', 'a record of a Rock Ridge tree has no system use entry'),
};

const rockRidge = {
  'attributes-missing': E('R100', 'a record has not exactly one entry of attributes'),
  'attributes-form': E('R100', 'entries of attributes have different forms'),
  'attributes-type': E('R100', 'the mode disagrees with what the record is'),
  'serial-zero': W('R101', 'a serial number is zero: libarchive joins all such files'),
  'serial-shared': W('R101', 'two different files have one serial number'),
  'link-count': W('R102', 'the link count is not the number of names'),
  'device-number': E('R103', 'a device has no number, or a number no device'),
  'link-invalid': refused('R104', 'the target of a symbolic link cannot be a target'),
  'link-without-target': E('R104', 'a symbolic link has no target; listed as a file'),
  'link-target': E('R104', 'the target of a symbolic link is not as it must be'),
  'link-split': W('R105', 'a target is split where libarchive loses a slash, or is longer than Linux takes'),
  'name-invalid': refused('R106', 'a name cannot be a name'),
  'name-entry': E('R106', 'the entries of a name are not as they must be'),
  'name-too-long': W('R107', 'a name is longer than readers can show'),
  'name-in-dot-record': W('R108', 'a record for the directory itself or its parent has a name'),
  'obsolete-entry': A('R109', 'there is an entry of an older version of Rock Ridge'),
  'obsolete-entry-untrue': W('R109', 'an entry of an older version of Rock Ridge says what is not so'),
  'name-duplicate': E('R110', 'two records of a directory have the same name'),
  'names-alike': W('R110', 'two names of a directory differ in case or normalisation only'),
  'time-stamps-length': E('R111', 'an entry of time stamps has not the length of its stamps'),
  'time-stamps-long': W('R111', 'time stamps are in the long form, which Linux misreads'),
  relocation: E('R112', 'the entries of a relocated directory do not agree'),
  'relocation-without-link': E('R112', 'a relocated directory has no place; listed where it lies'),
  'relocation-holder': W('R113', 'relocated directories are not directly in rr_moved'),
  'sparse-file': A('R115', 'there is an entry of a sparse file, which nobody reads'),
  'special-file-length': E('R116', 'a link, device, pipe or socket has contents'),
};

const trees = {
  'joliet-special-file': W('R84', 'Joliet shows a link, device, pipe or socket as a file'),
  'trees-differ': W('R87', 'the trees do not show the same files and directories'),
  'tree-content-differs': W('R87', 'the trees show different contents under one path'),
  'tree-name-differs': W('R87', 'the trees show one content under different paths'),
};

/** All codes of this package. */
export const imageCodes = defineCodes({
  ...image,
  ...fields,
  ...descriptors,
  ...directories,
  ...pathTables,
  ...identifiers,
  ...extents,
  ...systemUse,
  ...rockRidge,
  ...trees,
});

export type ImageCode = CodeOf<typeof imageCodes>;
