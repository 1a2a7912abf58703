/**
 * From an input to a drive: which files, with which contents, under which names. Pure; no byte of an image yet.
 */
import type { Content, Entry, Issue } from 'iso9660-format';
import type { ImageOptions } from 'iso9660-writer';
import { withVendorPassword } from './changes/vendor-password.ts';
import { withConcerns } from './explain/concerns.ts';
import type { ReaderName } from './explain/readers.ts';
import { passwordMd5 } from './md5.ts';
import { metaDataText } from './meta-data.ts';
import { FoldedPaths } from './names.ts';
import { networkDataText } from './network-data.ts';
import { isProvided } from './nics.ts';
import type { JsonText } from './ordered-json.ts';
import type { Profile } from './profiles.ts';
import { Report } from './report.ts';
import { type DriveOptions, type Setting, settingOf } from './settings.ts';
import type { DriveInput, GappyInput } from './shape.ts';
import { areAllKnown } from './statements.ts';
import { EMPTY_VENDOR_DATA, reportRawPassword, vendorDataText } from './vendor-data.ts';
import { readVm, type VirtualMachine } from './vm.ts';
import {
  openStackFiles,
  PASSWORD_MD5_PATH,
  PASSWORD_PATH,
  SAVED_PASSWORD,
  USER_DATA,
  USER_DATA_PATH,
} from './vocabulary.ts';

/** Descriptor fields of the volume beside its label. A planned drive's dates are all its timestamp; null: not given. */
export type VolumeFields = Pick<
  ImageOptions,
  | 'systemIdentifier'
  | 'volumeSetIdentifier'
  | 'publisherIdentifier'
  | 'preparerIdentifier'
  | 'applicationIdentifier'
  | 'copyrightFileIdentifier'
  | 'abstractFileIdentifier'
  | 'bibliographicFileIdentifier'
  | 'created'
  | 'modified'
  | 'expires'
  | 'effective'
>;

/** A drive as data: what it is called, what it holds, what guests will not like about it. */
export interface ConfigDrive {
  readonly label: string;
  readonly entries: readonly Entry[];
  /** Of the volume and of every entry without a date of its own. */
  readonly timestamp: Date;
  readonly volume: VolumeFields;
  readonly profile: Profile;
  readonly issues: readonly Issue[];
}

export interface PlanOptions extends DriveOptions {
  /** Dates everything; whole seconds are kept. The library has no clock. */
  readonly timestamp: Date;
  /**
   * The guest's programs: what concerns them is among the issues, and refuses with `strict`. Default: none is asked, which
   * saves a third of the time; `usualReaders(guestOs)` are those a guest most probably has.
   */
  readonly readers?: readonly ReaderName[] | undefined;
}

/** genisoimage's system identifier; the application is this one. */
const volume: VolumeFields = { systemIdentifier: 'LINUX', applicationIdentifier: 'CONFIGDRIVE' };

/**
 * Plans the drive of an input, under the profile of the options, else of the input, else `portable`.
 *
 * @throws InvalidInputError with everything that refuses the input; with `strict` also for issues of severity error
 */
export function planConfigDrive(input: DriveInput, options: PlanOptions): ConfigDrive {
  return planReported(input, options, new Report());
}

/** The same with what was found before; the input may have gaps where something was. */
export function planReported(input: GappyInput, options: PlanOptions, report: Report): ConfigDrive {
  const setting = settingOf(input, options, report);
  const { timestamp } = options;
  checkTimestamp(timestamp, report);
  const vm = readVm(input, setting, report);
  const entries = entriesOf(vm, setting, report);
  checkEntryCount(entries.length, setting, report);
  report.throwIfRefused(setting.strict);
  const { label, profile } = setting;
  const drive = { label, entries, timestamp, volume, profile, issues: report.issues };
  return options.readers === undefined ? drive : withConcerns(drive, options.readers, setting.strict);
}

export function checkTimestamp(timestamp: unknown, report: Report): void {
  const isDate = timestamp instanceof Date && !Number.isNaN(timestamp.getTime());
  if (!isDate) report.add('timestamp-invalid', ['timestamp'], 'must be a valid Date');
}

export function checkEntryCount(count: number, { limits }: Setting, report: Report): void {
  if (count <= limits.entries) return;
  report.add('too-many-entries', [], `${count} files and directories, at most ${limits.entries} are allowed`);
}

function entriesOf(vm: VirtualMachine, setting: Setting, report: Report): Entry[] {
  const entries: Entry[] = [];
  const isMetadataThere = isUserDataProvided(vm, setting, report);
  const userData = isMetadataThere ? addCloudStack(entries, vm, setting) : undefined;
  if (isMetadataThere) entries.push({ path: latest('metaData'), content: metaDataText(vm, setting, report) });
  const networkData = networkDataText(vm.nics, setting.profile, report);
  if (networkData !== undefined) entries.push({ path: latest('networkData'), content: networkData });
  entries.push({ path: latest('vendorData'), content: vendorData(vm, setting, report) });
  // The same object as in cloudstack/: a hard link.
  if (userData !== undefined) entries.push({ path: latest('userData'), content: userData });
  return entries;
}

/** Where CloudStack has the virtual router hand out user data, its drives hold a network and a password at most. */
function isUserDataProvided({ nics }: VirtualMachine, { profile }: Setting, report: Report): boolean {
  if (profile.unprovidedUserData === 'write' || isProvided(nics, 'UserData')) return true;
  const why = 'no NIC has UserData from the config drive, so no meta_data.json: cloud-init refuses this drive';
  report.add('user-data-unprovided', ['nics'], why);
  return false;
}

/** Returns the user data that has its other name in `openstack/`. */
function addCloudStack(entries: Entry[], vm: VirtualMachine, setting: Setting): Content | undefined {
  const files = filesOf(vm, setting);
  for (const path of directoriesOf(vm)) entries.push({ path });
  for (const [path, content] of files) entries.push({ path, content });
  addAliases(entries, files, vm, setting);
  return files.get(USER_DATA_PATH);
}

/** What stands in `cloudstack/`. */
function filesOf({ statements, userData, password }: VirtualMachine, { profile }: Setting): Map<string, Content> {
  const files = new Map<string, Content>();
  for (const [path, bytes] of userData) {
    if (bytes !== undefined) files.set(path, bytes);
  }
  for (const { path, content, blank } of statements.values()) {
    if (!blank && !userData.has(path)) files.set(path, content);
  }
  if (profile.passwordRules === 'check' && files.get(PASSWORD_PATH) === SAVED_PASSWORD) files.delete(PASSWORD_PATH);
  if (profile.passwordMd5 === 'drive' && password !== undefined && !files.has(PASSWORD_MD5_PATH)) {
    files.set(PASSWORD_MD5_PATH, passwordMd5(password));
  }
  return files;
}

/** A directory exists as soon as anything is stated in it, even that there is nothing. */
function directoriesOf({ statements, userData }: VirtualMachine): readonly string[] {
  const directories = new Set<string>();
  for (const { directory } of statements.values()) directories.add(directory);
  if (userData.has(USER_DATA_PATH)) directories.add(USER_DATA);
  return Array.from(directories, (directory) => `cloudstack/${directory}`);
}

/** Other names for files that exist; what the input itself has of that name, or nearly, wins. */
function addAliases(
  entries: Entry[],
  files: ReadonlyMap<string, Content>,
  { statements }: VirtualMachine,
  { profile }: Setting,
): void {
  // CloudStack's own names are nobody's alias.
  const taken = areAllKnown(statements) ? undefined : new FoldedPaths();
  for (const path of statements.keys()) taken?.add(path);
  for (const [path, sameAs] of profile.aliases) {
    if (!files.has(sameAs) || files.has(path) || taken?.add(path) !== undefined) continue;
    entries.push({ path, sameAs });
  }
}

/** Only `latest`: a dated folder, once there, is the one that cloud-init reads. */
const latest = (file: keyof typeof openStackFiles): string => `openstack/latest/${openStackFiles[file]}`;

function vendorData({ password, vendorData: own }: VirtualMachine, { profile }: Setting, report: Report): string {
  if (password === undefined) return own ?? EMPTY_VENDOR_DATA;
  const text = own === undefined ? vendorDataText(password, profile) : withOwnVendorData(own, password, profile);
  if (profile.vendorPassword === 'raw') reportRawPassword(password, latest('vendorData'), text, report);
  return text;
}

/** As a later change of the password would put it in. */
function withOwnVendorData(own: JsonText, password: string, profile: Profile): string {
  const text = withVendorPassword(own, { password, profile, sshPwauth: profile.sshPwauth || undefined });
  if (text === undefined) throw new Error('internal: vendor data that was read takes no password');
  return text;
}
