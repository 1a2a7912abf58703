/**
 * What an input says of its virtual machine: everything checked, nothing yet in the shape of a file.
 */
import type { Place } from '@configdrive/issues';
import {
  PASSWORD_FILE,
  PASSWORD_MD5_PATH,
  PASSWORD_PATH,
  PUBLIC_KEYS_PATH,
  SAVED_PASSWORD,
} from '../cloudstack-names.ts';
import { passwordMd5 } from '../encoding/md5.ts';
import type { JsonText } from '../encoding/ordered-json.ts';
import { nameProblem } from '../input/names.ts';
import type { Setting } from '../input/settings.ts';
import type { PartialInput } from '../input/shape.ts';
import type { CoreIssues } from '../issues.ts';
import { type Data, type Datum, partOf, readData } from './data.ts';
import type { Nic } from './network/nic.ts';
import { readNics } from './network/nics.ts';
import { type OpenStackData, readOpenStackData } from './openstack-data.ts';
import { checkPassword } from './passwords.ts';
import { isPrivateKey, type PublicKey, publicKeyLines, publicKeyOf } from './public-keys.ts';
import { type RouterData, readRouter } from './router-data.ts';
import { readUserData, type UserData } from './user-data.ts';
import { readVendorData, withGuestScript } from './vendor-document.ts';

export interface MachineData {
  readonly instanceName: string | undefined;
  readonly data: Data;
  readonly userData: UserData;
  /** Undefined: none, or none that counts. */
  readonly password: string | undefined;
  readonly publicKeys: readonly PublicKey[];
  /** vendor_data.json before the password is in it: the caller's own and the script for guests; undefined: neither. */
  readonly vendorData: JsonText | undefined;
  readonly nics: readonly Nic[];
  readonly openstack: OpenStackData;
  readonly router: RouterData;
  /** Category of the guest's system, as the input has it. */
  readonly guestOs: string | undefined;
}

export function readMachineData(input: PartialInput, setting: Setting, report: CoreIssues): MachineData {
  const statements = readData(input, setting, report);
  const userData = readUserData(input, statements, setting, report);
  const password = readPassword(statements, setting, report);
  return {
    instanceName: readInstanceName(input, report),
    data: statements,
    userData,
    password,
    publicKeys: readPublicKeys(statements.get(PUBLIC_KEYS_PATH), setting, report),
    vendorData: withGuestScript(readVendorData(input.vendorData, 'vendorData', password, report), setting.guestScript),
    nics: readNics(input, report),
    openstack: readOpenStackData(input, setting, report),
    router: readRouter(input.router, report.at('router')),
    guestOs: input.guestOs,
  };
}

/** It may become the uuid, and in stores the name of the image. */
function readInstanceName({ instanceName }: PartialInput, report: CoreIssues): string | undefined {
  const problem = instanceName === undefined ? undefined : nameProblem(instanceName);
  if (problem === undefined) return instanceName;
  report.add(problem.code, ['instanceName'], problem.message);
  return undefined;
}

function readPassword(statements: Data, { profile }: Setting, report: CoreIssues): string | undefined {
  if (profile.passwordRules === 'none') return lastNamedPassword(statements);
  const statement = statements.get(PASSWORD_PATH);
  if (statement === undefined || statement.blank || statement.content === SAVED_PASSWORD) return undefined;
  checkPassword(statement.content, partOf(statement.place, 2), report);
  checkMd5(statement.content, statements.get(PASSWORD_MD5_PATH), report);
  return statement.content;
}

/** CloudStack does not look at the directory. */
function lastNamedPassword(statements: Data): string | undefined {
  let password: string | undefined;
  for (const { name, blank, content } of statements.values()) {
    if (name === PASSWORD_FILE && !blank) password = content;
  }
  return password;
}

/** The md5 of the input wins; CloudStack's own may lack leading zeros. */
function checkMd5(password: string, given: Datum | undefined, report: CoreIssues): void {
  if (given === undefined || given.blank) return;
  if (given.content.padStart(32, '0') === passwordMd5(password)) return;
  report.add('password-md5-mismatch', partOf(given.place, 2), 'not the md5 of the password; written as it is');
}

function readPublicKeys(statement: Datum | undefined, setting: Setting, report: CoreIssues): readonly PublicKey[] {
  if (statement === undefined || statement.blank) return [];
  return publicKeysIn(statement.content, partOf(statement.place, 2), setting, report);
}

/** The keys of a text; none where they stay one text, whatever it holds. */
export function publicKeysIn(
  content: string,
  place: Place,
  { profile }: Setting,
  report: CoreIssues,
): readonly PublicKey[] {
  if (isPrivateKey(content)) {
    report.add('public-key-private', place, 'looks like a private key; it does not belong on a drive');
    return [];
  }
  if (profile.publicKeys === 'joined') return [];
  const keys: PublicKey[] = [];
  for (const [index, line] of publicKeyLines(content).entries()) {
    const key = publicKeyOf(line);
    if (key !== undefined) keys.push(key);
    else if (profile.invalidPublicKeys === 'keep') keys.push({ line, comment: '' });
    else
      report.add('public-key-invalid', place, `key ${index + 1} (${line.length} characters) is not an SSH public key`);
  }
  return keys;
}
