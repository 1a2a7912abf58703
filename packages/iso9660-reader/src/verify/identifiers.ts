/** Identifiers of the plain tree (rules R47–R49) and of Joliet (R72–R77, R80–R82). */
import { jolietForbidden, jolietNameLimits, ucs2, utf8ByteLength } from 'iso9660-format';
import type { ListedRecord } from '../inventory/records.ts';
import { identifierOffset } from '../records.ts';
import { isName } from '../text.ts';
import type { Check, Report, Verification } from './check.ts';
import { namedRecords } from './order.ts';

export const checkIdentifiers: Check = (verification) => {
  for (const { kind, directories } of verification.inventory.trees) {
    for (const directory of directories) {
      for (const record of namedRecords(directory)) {
        if (!isName(record.identifierName))
          verification.report('name-invalid', record.where, { rule: NAME_RULES[kind] });
        if (kind === 'joliet') checkJolietName(record, verification.report);
        if (kind === 'plain') checkPlainIdentifier(record, verification);
      }
    }
  }
};

const NAME_RULES = { plain: 'R47', joliet: 'R74', enhanced: 'R52' } as const;

/** R47, R48: d-characters, a dot always, a version always; together at most 30 characters without dot and version. */
const FILE = /^([A-Z0-9_]*)\.([A-Z0-9_]*);[0-9]+$/;
const FILE_CHARACTERS = 30;
const DIRECTORY = /^[A-Z0-9_]{1,31}$/;
/** R49. */
const LARGEST_VERSION = 32767;

function checkPlainIdentifier(record: ListedRecord, { report, isStrict }: Verification): void {
  const { identifier, isDirectory, where } = record;
  if (!isDirectory) checkVersion(identifier, where, report);
  if (!isStrict) return;
  if (isDirectory) {
    if (!DIRECTORY.test(identifier)) report('identifier-directory', where);
    return;
  }
  const [, name = '', extension = ''] = FILE.exec(identifier) ?? [];
  const length = name.length + extension.length;
  if (length === 0 || length > FILE_CHARACTERS) report('identifier-file', where);
}

function checkVersion(identifier: string, where: ListedRecord['where'], report: Report): void {
  const semicolon = identifier.lastIndexOf(';');
  if (semicolon < 0) return;
  const version = identifier.slice(semicolon + 1);
  const isGood = /^[1-9][0-9]*$/.test(version) && Number(version) <= LARGEST_VERSION;
  if (!isGood) report('identifier-version', where, { expected: `1 to ${LARGEST_VERSION}` });
}

/** R81: units of a whole path. */
const LONGEST_PATH = 120;
/** R82. */
const LONGEST_UTF8 = 255;
/** R73. */
const LONGEST_RELAXED = jolietNameLimits.relaxedUnits;

function checkJolietName(record: ListedRecord, report: Report): void {
  const { bytes, at, identifierLength, where } = record;
  const raw = ucs2(bytes, at + identifierOffset, identifierLength);
  const name = raw.replace(/;[0-9]+$/, '');
  if (identifierLength % 2 !== 0)
    report('joliet-name-length', where, { expected: 'an even number of bytes', got: `${identifierLength}` });
  else checkUnits(raw.length, where, report);
  if (raw !== name) report('joliet-version', where);
  if (jolietForbidden.test(name)) report('joliet-characters', where);
  if (!name.isWellFormed()) report('joliet-surrogate', where);
  if (/[. ]$/.test(name)) report('joliet-name-end', where);
  if (utf8ByteLength(name) > LONGEST_UTF8) report('joliet-name-utf8', where);
  const units = record.directory.pathLength + name.length;
  if (units > LONGEST_PATH) report('joliet-path-long', where, { got: `${units}` });
}

function checkUnits(units: number, where: ListedRecord['where'], report: Report): void {
  const expected = `at most ${jolietNameLimits.standardUnits} units`;
  if (units <= jolietNameLimits.standardUnits) return;
  const severity = units <= LONGEST_RELAXED ? 'warning' : 'error';
  report('joliet-name-length', where, { severity, expected, got: `${units}` });
}
