/**
 * Where a drive has its password, place by place. Changes walk these, and ask them what the password was before. Planning
 * writes whole files, and asks here only whether `admin_pass` belongs in meta_data.json and how the md5 is written: whoever
 * adds a place adds it here and to the trees that have it.
 */
import {
  ADMIN_PASS,
  NO_CLOUD_ADMIN_PASSWORD,
  noCloudFiles,
  PASSWORD_MD5_PATH,
  PASSWORD_PATH,
} from '../cloudstack-names.ts';
import {
  jsonTextOf,
  kindOfJson,
  mayHold,
  valueAt,
  withMember,
  withoutValueAt,
  withValueAt,
} from '../encoding/json-edit.ts';
import { passwordMd5, passwordMd5AsNumber } from '../encoding/md5.ts';
import { type JsonText, jsonString } from '../encoding/ordered-json.ts';
import { hasYamlMember, withoutYamlMember, withYamlMember, yamlValue } from '../encoding/yaml-edit.ts';
import { quotedForYaml } from '../encoding/yaml-scalars.ts';
import type { Profile } from '../profiles.ts';
import { inOpenStack, type PresentDatasources } from './datasources.ts';
import { noCloudPasswordsIn, withNoCloudPassword, withoutNoCloudPassword } from './no-cloud-vendor-data.ts';
import { reportRawPassword } from './vendor-data.ts';
import {
  type VendorPassword,
  vendorPasswordsIn,
  withoutVendorPassword,
  withVendorPassword,
} from './vendor-password.ts';

/** What decides where a drive that has no password gets one. */
export interface PasswordSetting {
  readonly profile: Profile;
  /** The guest is Windows. */
  readonly windows: boolean;
  readonly trees: Pick<PresentDatasources, 'cloudStack'>;
}

/** One place of the password in the files of a drive. */
export interface PasswordPlace {
  /** Files that may have it, there or not. */
  readonly paths: (trees: PresentDatasources) => readonly string[];
  /**
   * `own`: a file of nothing else. `part`: a part of a file that gets it whenever it is there. `holder`: a part of one that
   * gets it where it has one. A drive without any gets it in new files of the first two, in those of the third that are there.
   */
  readonly kind: 'own' | 'part' | 'holder';
  /** Whether a drive without any password gets it here. */
  readonly isWritten: (setting: PasswordSetting) => boolean;
  /** Passwords in the text of such a file; undefined where that cannot be told. */
  readonly read: (text: string) => readonly string[] | undefined;
  /** The text with this password in it; undefined where it cannot take one. */
  readonly put: (text: string, wanted: VendorPassword) => string | undefined;
  /** The text without it; undefined: the file has nothing else. */
  readonly without: (text: string) => string | undefined;
  /** What is said of a file that cannot take one. */
  readonly refusal: string;
  /** Says what an unquoted password costs in the file it stands in. */
  readonly reportRaw?: typeof reportRawPassword;
}

const always = (): boolean => true;
const never = (): boolean => false;

const NO_VENDOR_DATA = 'is nothing that a password can be added to: not changed';

/** A file that holds nothing else takes any, and goes with it. */
const ownFile = { kind: 'own', without: () => undefined, refusal: '' } as const;

/** The file that CloudStack's own scripts read. */
const file: PasswordPlace = {
  paths: ({ cloudStack }) => (cloudStack ? [PASSWORD_PATH] : []),
  ...ownFile,
  isWritten: always,
  read: (text) => [text.trim()],
  put: (_, { password }) => password,
};

/** Its md5, for CloudStack's script on Windows. */
export const md5: PasswordPlace = {
  paths: ({ cloudStack }) => (cloudStack ? [PASSWORD_MD5_PATH] : []),
  ...ownFile,
  isWritten: ({ profile, windows }) => profile.passwordMd5 === 'drive' || windows,
  read: () => [],
  put: (_, { password, profile }) =>
    profile.passwordMd5 === 'triples' ? passwordMd5AsNumber(password) : passwordMd5(password),
};

/** In meta_data.json; cloudbase-init takes the first of these that is there. */
const adminPassPaths = [['meta', ADMIN_PASS], [ADMIN_PASS]] as const;

/** OpenStack's own place, which cloudbase-init reads: with CloudStack's tree for Windows guests, with OpenStack's always. */
export const adminPass: PasswordPlace = {
  paths: (trees) => inOpenStack(trees, 'metaData'),
  kind: 'holder',
  isWritten: ({ profile, windows, trees }) => profile.adminPass === 'windows' && (windows || !trees.cloudStack),
  read: adminPasswordsIn,
  put: withAdminPass,
  without: withoutAdminPass,
  refusal: 'is no JSON object: not changed',
};

/** Undefined for what is no JSON object and looks as if it had one. */
function adminPasswordsIn(text: string): readonly string[] | undefined {
  if (!mayHold(text, [ADMIN_PASS])) return [];
  const json = objectIn(text);
  return json && adminPassPaths.flatMap((path) => textAt(json, path));
}

/** A number is taken for its digits, as Python has it; what is neither is there to be replaced, and no text to be looked for. */
function textAt(json: JsonText, path: readonly string[]): readonly string[] {
  const value: unknown = JSON.parse(valueAt(json, path) ?? 'null');
  if (value === null) return [];
  return [typeof value === 'string' || typeof value === 'number' ? String(value) : ''];
}

function withAdminPass(text: string, { password }: VendorPassword): string | undefined {
  const json = objectIn(text);
  if (json === undefined) return undefined;
  const value = jsonString(password);
  const present = adminPassPaths.filter((path) => valueAt(json, path) !== undefined);
  return present.length === 0
    ? withMember(json, ADMIN_PASS, value)
    : present.reduce((changed, path) => withValueAt(changed, path, value), json);
}

function withoutAdminPass(text: string): string {
  const json = objectIn(text);
  return json === undefined ? text : adminPassPaths.reduce((rest, path) => withoutValueAt(rest, path), json);
}

function objectIn(text: string): JsonText | undefined {
  const json = jsonTextOf(text);
  return json !== undefined && kindOfJson(json) === 'object' ? json : undefined;
}

/** What cloud-init takes the password from. */
export const vendorData: PasswordPlace = {
  paths: (trees) => inOpenStack(trees, 'vendorData'),
  kind: 'part',
  isWritten: always,
  read: vendorPasswordsIn,
  put: withVendorPassword,
  without: withoutVendorPassword,
  refusal: NO_VENDOR_DATA,
  reportRaw: reportRawPassword,
};

/** The same form, where somebody has put one there. */
const vendorData2: PasswordPlace = {
  ...vendorData,
  paths: (trees) => inOpenStack(trees, 'vendorData2'),
  kind: 'holder',
  isWritten: never,
};

/** NoCloud's. */
const noCloudVendorData: PasswordPlace = {
  paths: ({ noCloud }) => (noCloud ? [noCloudFiles.vendorData] : []),
  kind: 'part',
  isWritten: always,
  read: noCloudPasswordsIn,
  put: withNoCloudPassword,
  without: withoutNoCloudPassword,
  refusal: NO_VENDOR_DATA,
};

/** In NoCloud's meta-data, where cloudbase-init looks for one; for Windows guests only, since others have theirs in vendor-data. */
export const noCloudAdminPassword: PasswordPlace = {
  paths: ({ noCloud }) => (noCloud ? [noCloudFiles.metaData] : []),
  kind: 'holder',
  isWritten: ({ profile, windows }) => profile.adminPass === 'windows' && windows,
  read: noCloudAdminPasswordsIn,
  put: (text, { password }) => withYamlMember(text, NO_CLOUD_ADMIN_PASSWORD, quotedForYaml(password)),
  without: (text) => withoutYamlMember(text, NO_CLOUD_ADMIN_PASSWORD) ?? text,
  refusal: `has its ${NO_CLOUD_ADMIN_PASSWORD} not on one line: not changed`,
};

/** Undefined where it is not on one line. */
function noCloudAdminPasswordsIn(text: string): readonly string[] | undefined {
  if (!hasYamlMember(text, NO_CLOUD_ADMIN_PASSWORD)) return [];
  const value = yamlValue(text, NO_CLOUD_ADMIN_PASSWORD);
  if (value === undefined || withoutYamlMember(text, NO_CLOUD_ADMIN_PASSWORD) === undefined) return undefined;
  const json = jsonTextOf(value);
  if (json !== undefined) return [String(JSON.parse(json))];
  return [value.startsWith("'") ? value.slice(1, -1).replaceAll("''", "'") : value];
}

/** Every place that carries a password, in the order in which a change writes them. */
export const passwordPlaces: readonly PasswordPlace[] = [
  file,
  md5,
  adminPass,
  vendorData,
  vendorData2,
  noCloudVendorData,
  noCloudAdminPassword,
];
