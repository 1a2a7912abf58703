/**
 * User data: one source, base64 in a triple or plain at the top level, within the limit CloudStack counts in base64.
 */
import type { Place } from '@configdrive/issues';
import { utf8Bytes } from 'iso9660-format';
import { USER_DATA, USER_DATA_FILE, USER_DATA_PATH } from '../cloudstack-names.ts';
import { base64Length, base64LengthOfBytes, decodeBase64 } from '../encoding/base64.ts';
import type { Setting } from '../input/settings.ts';
import type { PartialInput } from '../input/shape.ts';
import type { CoreIssues } from '../issues.ts';
import { type Data, type Datum, partOf } from './data.ts';
import { mimeText } from './mime.ts';

/** Bytes by path. Files that are no user data are not in it; user data of no bytes is undefined: no file. */
export type UserData = ReadonlyMap<string, Uint8Array | undefined>;

export function readUserData(input: PartialInput, statements: Data, setting: Setting, report: CoreIssues): UserData {
  const contents = new Map<string, Uint8Array | undefined>();
  for (const statement of statements.values()) {
    if (statement.name !== USER_DATA_FILE || !isUserData(statement, setting)) continue;
    contents.set(statement.path, statement.blank ? undefined : decoded(statement, setting, report));
  }
  if (input.userDataFile !== undefined) {
    report.add('user-data-file-unresolved', ['userDataFile'], 'the library reads no files; give userData');
  }
  const isTripleThere = statements.get(USER_DATA_PATH)?.blank === false;
  for (const name of ['userData', 'userDataParts'] as const) {
    if (input[name] === undefined) continue;
    const other = isTripleThere
      ? 'a user_data triple'
      : name === 'userDataParts' && input.userData !== undefined && 'userData';
    if (other) report.add('user-data-twice', [name], `there is ${other}, too`);
    contents.set(USER_DATA_PATH, givenUserData(input, name, setting, report));
  }
  return contents;
}

const isUserData = ({ directory }: Datum, { profile }: Setting): boolean =>
  directory === USER_DATA || profile.userDataDirectory === 'any';

function decoded({ content, place }: Datum, setting: Setting, report: CoreIssues): Uint8Array | undefined {
  const contentPlace = partOf(place, 2);
  // Breaks only make a text longer: counting is for what is over the limit as it stands.
  const over = content.length > setting.limits.userDataBase64Length;
  if (over && !isWithinLimit(base64Length(content), contentPlace, setting, report)) return undefined;
  const result = decodeBase64(content);
  if ('bytes' in result) return result.bytes.byteLength === 0 ? undefined : result.bytes;
  const { faultAt } = result;
  const what = faultAt === content.length ? 'it ends too early' : `the character at ${faultAt} does not belong there`;
  report.add('user-data-not-base64', contentPlace, `${content.length} characters that are not base64: ${what}`);
  return undefined;
}

function givenUserData(
  { userData, userDataParts = [] }: PartialInput,
  name: 'userData' | 'userDataParts',
  setting: Setting,
  report: CoreIssues,
): Uint8Array | undefined {
  const given = name === 'userData' ? (userData ?? '') : mimeText(userDataParts, [name], report);
  return plainUserData(given, [name], setting, report);
}

/** User data as it is, not in base64; undefined for none. */
export function plainUserData(
  userData: string | Uint8Array,
  place: Place,
  setting: Setting,
  report: CoreIssues,
): Uint8Array | undefined {
  if (typeof userData === 'string' && !userData.isWellFormed()) {
    report.add('text-ill-formed', place, 'the text holds half of a surrogate pair');
    return undefined;
  }
  // A copy: what becomes of the caller's bytes afterwards has not been checked.
  const bytes = typeof userData === 'string' ? utf8Bytes(userData) : new Uint8Array(userData);
  if (!isWithinLimit(base64LengthOfBytes(bytes.byteLength), place, setting, report)) return undefined;
  return bytes.byteLength === 0 ? undefined : bytes;
}

function isWithinLimit(length: number, place: Place, { limits }: Setting, report: CoreIssues): boolean {
  if (length <= limits.userDataBase64Length) return true;
  report.add(
    'user-data-too-long',
    place,
    `${length} characters of base64, at most ${limits.userDataBase64Length} are allowed`,
  );
  return false;
}
