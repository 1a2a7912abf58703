/**
 * CloudStack's tree: `cloudstack/`, and of OpenStack's what CloudStack writes beside it.
 */
import type { Content, Entry } from 'iso9660-format';
import {
  openStackFiles,
  PASSWORD_MD5_PATH,
  PASSWORD_PATH,
  SAVED_PASSWORD,
  USER_DATA,
  USER_DATA_PATH,
} from '../cloudstack-names.ts';
import { FoldedPaths } from '../input/names.ts';
import type { Setting } from '../input/settings.ts';
import type { CoreIssues } from '../issues.ts';
import { areAllKnown } from '../machine/data.ts';
import type { MachineData } from '../machine/machine-data.ts';
import { isUserDataByDrive, isUserDataByRouter } from '../machine/network/nic.ts';
import type { Profile } from '../profiles.ts';
import { metaDataText } from './meta-data.ts';
import { networkDataText } from './network-data.ts';
import { md5 } from './password-places.ts';
import { reportRawPassword } from './vendor-data.ts';
import { vendorDataFile } from './vendor-data-file.ts';

export function cloudStackEntries(vm: MachineData, setting: Setting, report: CoreIssues): Entry[] {
  const entries: Entry[] = [];
  const isMetadataThere = isUserDataProvided(vm, setting, report);
  const userData = isMetadataThere ? addCloudStack(entries, vm, setting) : undefined;
  if (isMetadataThere) entries.push({ path: latest('metaData'), content: metaDataText(vm, setting, report) });
  const networkData = networkDataText(vm.nics, setting.profile, 'prefix-length', report);
  if (networkData !== undefined) entries.push({ path: latest('networkData'), content: networkData });
  entries.push({ path: latest('vendorData'), content: vendorData(vm, setting, report) });
  // The same object as in cloudstack/: a hard link.
  if (userData !== undefined) entries.push({ path: latest('userData'), content: userData });
  return entries;
}

/** Where the virtual router hands out user data, drives hold a network and a password at most. */
function isUserDataProvided({ nics }: MachineData, { profile }: Setting, report: CoreIssues): boolean {
  if (isUserDataByDrive(nics)) return true;
  // Not told: who wants the router wants this.
  if (nics.some(isUserDataByRouter)) return false;
  if (profile.unprovidedUserData === 'write') return true;
  const why = 'no NIC has UserData from the config drive, so no meta_data.json: cloud-init refuses this drive';
  report.add('user-data-unprovided', ['nics'], why);
  return false;
}

/** Returns the user data that has its other name in `openstack/`. */
function addCloudStack(entries: Entry[], vm: MachineData, setting: Setting): Content | undefined {
  const files = filesOf(vm, setting);
  for (const path of directoriesOf(vm)) entries.push({ path });
  for (const [path, content] of files) entries.push({ path, content });
  addAliases(entries, files, vm, setting);
  return files.get(USER_DATA_PATH);
}

/** What stands in `cloudstack/`. */
function filesOf({ data: statements, userData, password }: MachineData, { profile }: Setting): Map<string, Content> {
  const files = new Map<string, Content>();
  for (const [path, bytes] of userData) {
    if (bytes !== undefined) files.set(path, bytes);
  }
  for (const { path, content, blank } of statements.values()) {
    if (!blank && !userData.has(path)) files.set(path, content);
  }
  if (profile.passwordRules === 'check' && files.get(PASSWORD_PATH) === SAVED_PASSWORD) files.delete(PASSWORD_PATH);
  if (profile.passwordMd5 === 'drive' && password !== undefined && !files.has(PASSWORD_MD5_PATH)) {
    files.set(PASSWORD_MD5_PATH, md5Of(password, profile));
  }
  return files;
}

const md5Of = (password: string, profile: Profile): string =>
  md5.put('', { password, profile, sshPwauth: undefined }) ?? '';

/** A directory exists as soon as anything is stated in it, even that there is nothing. */
function directoriesOf({ data: statements, userData }: MachineData): readonly string[] {
  const directories = new Set<string>();
  for (const { directory } of statements.values()) directories.add(directory);
  if (userData.has(USER_DATA_PATH)) directories.add(USER_DATA);
  return Array.from(directories, (directory) => `cloudstack/${directory}`);
}

/** Other names for files that exist; what the input itself has of that name, or nearly, wins. */
function addAliases(
  entries: Entry[],
  files: ReadonlyMap<string, Content>,
  { data: statements }: MachineData,
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

function vendorData(vm: MachineData, { profile }: Setting, report: CoreIssues): string {
  const text = vendorDataFile(vm, profile);
  if (profile.vendorPassword === 'raw' && vm.password !== undefined) {
    reportRawPassword(vm.password, latest('vendorData'), text, report);
  }
  return text;
}
