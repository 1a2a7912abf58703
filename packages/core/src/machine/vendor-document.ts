/**
 * Vendor data of the caller's own: the object that is vendor_data.json, or one document for cloud-init (a cloud-config, a
 * script, a MIME message …), which then is its member `cloud-init`.
 */
import type { Place } from '@configdrive/issues';
import { utf8Bytes } from 'iso9660-format';
import { canonicalJson } from '../encoding/canonical-json.ts';
import { itemsOf, jsonTextOf, kindOfJson, valueAt, withItem, withItems, withMember } from '../encoding/json-edit.ts';
import { type JsonText, jsonArray, jsonString } from '../encoding/ordered-json.ts';
import { cloudInitKind } from '../encoding/user-data-kinds.ts';
import { type GuestScriptSetting, guestScriptDocument, guestScriptVersionOf } from '../guest-script/document.ts';
import type { PartialInput } from '../input/shape.ts';
import { UNSAYABLE, type VendorDataName, vendorDataAsText } from '../input/vendor-text.ts';
import type { CoreIssues } from '../issues.ts';

type Given = NonNullable<PartialInput[VendorDataName]>;

/** What is around the one value of vendor_data.json, with CloudStack's spacing. */
export const BEFORE_ELEMENT = '{"cloud-init": ';
export const AFTER_ELEMENT = '}';

/** The member of vendor_data.json that is for cloud-init. */
export const CLOUD_INIT = 'cloud-init';
const EMPTY = '{}' as JsonText;

/** vendor_data.json with one document for cloud-init. */
const vendorDataOf = (document: string): JsonText =>
  (BEFORE_ELEMENT + jsonString(document) + AFTER_ELEMENT) as JsonText;

/** The text of the file before a password is in it; undefined when the input has none. */
export function readVendorData(
  given: Given | undefined,
  name: VendorDataName,
  password: string | undefined,
  report: CoreIssues,
): JsonText | undefined {
  const text = given === undefined ? '' : vendorDataAsText(given, name, report);
  if (text.trim() === '') return undefined;
  if (!text.isWellFormed()) {
    report.add('text-ill-formed', [name], 'the text holds half of a surrogate pair');
    return undefined;
  }
  const isObject = text.trimStart().startsWith('{');
  const file = isObject ? objectIn(text, [name], report) : vendorDataOf(text);
  if (file === undefined) return undefined;
  const documents = documentsIn(file);
  if (documents === undefined) {
    report.add('vendor-data-invalid', [name], 'its member cloud-init must be a text or a list of texts');
    return undefined;
  }
  for (const document of documents) noteDocument(document, password, [name], report);
  return file;
}

/** No document for cloud-init begins with a brace: it is vendor_data.json as a text, and stays as it is. */
function objectIn(text: string, place: Place, report: CoreIssues): JsonText | undefined {
  const json = jsonTextOf(text);
  if (json === undefined) report.add('vendor-data-invalid', place, 'begins like a JSON object and is none');
  else if (canonicalJson(JSON.parse(json)) === undefined) report.add('vendor-data-invalid', place, UNSAYABLE);
  else return json;
  return undefined;
}

/** The texts under `cloud-init`; undefined for what cloud-init drops with a warning, or stops at. */
export function documentsIn(file: JsonText): readonly string[] | undefined {
  const value: unknown = JSON.parse(valueAt(file, [CLOUD_INIT]) ?? 'null');
  const documents: readonly unknown[] = value === null ? [] : Array.isArray(value) ? value : [value];
  return documents.every((document) => typeof document === 'string') ? documents : undefined;
}

/** vendor_data.json with the script for guests beside what is in it. */
export function withGuestScript(
  file: JsonText | undefined,
  setting: GuestScriptSetting | undefined,
): JsonText | undefined {
  if (setting === undefined) return file;
  return withScriptIn(file ?? EMPTY, jsonString(guestScriptDocument(setting)));
}

/** An object of vendor data with this script among its documents. */
export const withScriptIn = (file: JsonText, script: JsonText): JsonText =>
  withMember(file, CLOUD_INIT, withScriptAmong(valueAt(file, [CLOUD_INIT]), script));

/** A list of documents with this script, which replaces one that is there. @param value Undefined: there is no document. */
export function withScriptAmong(value: JsonText | undefined, script: JsonText): JsonText {
  const kind = value === undefined ? 'null' : kindOfJson(value);
  if (value === undefined || (kind !== 'array' && kind !== 'string')) return jsonArray([script]);
  const list = kind === 'array' ? value : jsonArray([value]);
  return itemsOf(list).some(isScript)
    ? withItems(list, (item) => (isScript(item) ? script : item))
    : withItem(list, script);
}

const isScript = (item: JsonText): boolean =>
  kindOfJson(item) === 'string' && guestScriptVersionOf(String(JSON.parse(item))) !== undefined;

/** Ours comes last, and cloud-init's rule for merging two cloud-configs is that the later one's keys replace. */
const replacedByPassword = /^(?:password|chpasswd)\s*:/m;

function noteDocument(document: string, password: string | undefined, place: Place, report: CoreIssues): void {
  const kind = cloudInitKind(utf8Bytes(document));
  if (kind === undefined && document.trim() !== '') {
    report.add(
      'user-data-unhandled',
      place,
      'begins with none of the first lines cloud-init knows, like #cloud-config',
    );
  }
  if (password !== undefined && kind === 'text/cloud-config' && replacedByPassword.test(document)) {
    const why = 'has password or chpasswd, which the password of the virtual machine replaces';
    report.add('vendor-data-overridden', place, why);
  }
}
