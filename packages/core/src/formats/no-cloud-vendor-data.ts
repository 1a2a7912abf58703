/**
 * NoCloud's vendor-data: one document for cloud-init, or an archive of several. An archive is a YAML list of documents, here
 * written as JSON, so that a password is put in and taken out as in vendor_data.json.
 */
import { utf8Bytes } from 'iso9660-format';
import { jsonTextOf, kindOfJson } from '../encoding/json-edit.ts';
import { type JsonText, jsonArray, jsonString } from '../encoding/ordered-json.ts';
import { cloudInitKind } from '../encoding/user-data-kinds.ts';
import { quotedForYaml } from '../encoding/yaml-scalars.ts';
import { guestScriptVersionOf } from '../guest-script/document.ts';
import type { CoreIssues } from '../issues.ts';
import type { MachineData } from '../machine/machine-data.ts';
import { documentsIn, withScriptAmong } from '../machine/vendor-document.ts';
import type { Profile } from '../profiles.ts';
import { passwordDocument, passwordDocumentOf } from './vendor-data.ts';
import {
  type VendorPassword,
  vendorPasswordsIn,
  withoutVendorPassword,
  withVendorPassword,
} from './vendor-password.ts';

const ARCHIVE_HEAD = '#cloud-config-archive\n';

/** What cloud-init takes out of an archive as it is: an archive, a message or an address inside of one stays closed. */
const archivable: ReadonlySet<string> = new Set([
  'text/cloud-config',
  'text/cloud-config-jsonp',
  'text/cloud-boothook',
  'text/jinja2',
  'text/part-handler',
  'text/x-shellscript',
]);

/** The file's text, or undefined where there is to be none. */
export function noCloudVendorData(vm: MachineData, profile: Profile, report: CoreIssues): string | undefined {
  const { password, vendorData } = vm;
  const documents = documentsOf(vm);
  if (vendorData !== undefined && documents.length === 0) {
    report.add('input-unused', ['vendorData'], 'NoCloud has no place for anything but documents for cloud-init');
  }
  if (!isJoinable(documents, vm)) return undefined;
  const own = isOne(documents, vm) ? documents[0] : archiveOf(documents);
  return password === undefined ? own : withNoCloudPassword(own ?? '', { password, profile, sshPwauth: undefined });
}

/** The vendor data of the caller, each document by itself. */
const documentsOf = ({ vendorData }: MachineData): readonly string[] =>
  vendorData === undefined ? [] : (documentsIn(vendorData) ?? []).filter((text) => text.trim() !== '');

/** Whether one document, the caller's or that of the password, is all there is. */
const isOne = (documents: readonly string[], { password }: MachineData): boolean =>
  documents.length + (password === undefined ? 0 : 1) < 2;

const isJoinable = (documents: readonly string[], vm: MachineData): boolean =>
  isOne(documents, vm) || documents.every(isArchivable);

/** Refuses documents that cannot stand in one file together. */
export function refuseUnjoinable(vm: MachineData, report: CoreIssues): void {
  if (isJoinable(documentsOf(vm), vm)) return;
  const message = 'NoCloud has one vendor-data, and this cannot be a part of it';
  report.add('vendor-data-unjoinable', ['vendorData'], message);
}

const isArchivable = (document: string): boolean => archivable.has(cloudInitKind(utf8Bytes(document)) ?? '');

const archiveOf = (documents: readonly string[]): string =>
  ARCHIVE_HEAD + jsonArray(documents.map((document) => quotedForYaml(document) as JsonText));

/** The list in an archive that is written as JSON. */
export function listIn(text: string): JsonText | undefined {
  const list = text.startsWith(ARCHIVE_HEAD) ? jsonTextOf(text.slice(ARCHIVE_HEAD.length)) : undefined;
  return list !== undefined && kindOfJson(list) === 'array' ? list : undefined;
}

/** The text with the password in it; undefined for a text that cannot take one. */
export function withNoCloudPassword(text: string, wanted: VendorPassword): string | undefined {
  const { password, profile } = wanted;
  const own = passwordDocumentOf(text);
  if (own !== undefined || text.trim() === '') {
    return passwordDocument(password, {
      ...profile,
      sshPwauth: wanted.sshPwauth ?? own?.sshPwauth ?? profile.sshPwauth,
    });
  }
  const list = listIn(text) ?? (isArchivable(text) ? listIn(archiveOf([text])) : undefined);
  const changed = list === undefined ? undefined : withVendorPassword(list, wanted);
  return changed === undefined ? undefined : ARCHIVE_HEAD + changed;
}

/** The text without our cloud-config, undefined where nothing is left. */
export function withoutNoCloudPassword(text: string): string | undefined {
  if (passwordDocumentOf(text) !== undefined) return undefined;
  const list = listIn(text);
  return list === undefined ? text : ARCHIVE_HEAD + withoutVendorPassword(list);
}

/** The text with the script for guests in it; undefined for a text that cannot take one. */
export function withNoCloudGuestScript(text: string, script: string): string | undefined {
  if (text.trim() === '' || guestScriptVersionOf(text) !== undefined) return script;
  const list = listIn(text) ?? (isArchivable(text) ? listIn(archiveOf([text])) : undefined);
  return list === undefined ? undefined : ARCHIVE_HEAD + withScriptAmong(list, jsonString(script));
}

/** The passwords of our cloud-configs in a text. */
export function noCloudPasswordsIn(text: string): readonly string[] {
  const document = passwordDocumentOf(text);
  if (document !== undefined) return [document.password];
  const list = listIn(text);
  return list === undefined ? [] : vendorPasswordsIn(list);
}
