/**
 * The password inside a vendor_data.json that may hold other things: put in, taken out, told. cloud-init takes a text, a
 * list of texts, or an object with either under `cloud-init`; a list is all of its texts in order.
 */

import {
  itemsOf,
  type JsonKind,
  jsonTextOf,
  kindOfJson,
  valueAt,
  withItem,
  withItems,
  withMember,
  withoutItemsThat,
  withoutValueAt,
} from '../encoding/json-edit.ts';
import { type JsonText, jsonArray } from '../encoding/ordered-json.ts';
import { CLOUD_INIT } from '../machine/vendor-document.ts';
import type { Profile } from '../profiles.ts';
import {
  EMPTY_VENDOR_DATA,
  type PasswordDocument,
  passwordDocumentOf,
  passwordElement,
  rawPasswordOf,
  vendorDataText,
} from './vendor-data.ts';

/** How a password is written: as the profile says, SSH's part as it stood there or as the caller wants it. */
export interface VendorPassword {
  readonly password: string;
  readonly profile: Profile;
  /** Undefined: as it stands in the file, else as the profile says. */
  readonly sshPwauth: boolean | undefined;
}

/** The text with the password in it; undefined for a text that cannot take one. */
export function withVendorPassword(text: string, wanted: VendorPassword): string | undefined {
  const json = jsonTextOf(text);
  if (json !== undefined) return withPasswordIn(json, wanted);
  const raw = rawPasswordOf(text);
  if (raw === undefined && text.trim() !== '') return undefined;
  return vendorDataText(wanted.password, styleFor(raw, wanted));
}

function withPasswordIn(json: JsonText, wanted: VendorPassword): string | undefined {
  const kind = kindOfJson(json);
  if (kind !== 'object') return kind === 'null' ? whole(wanted) : withElement(json, kind, wanted);
  const value = valueAt(json, [CLOUD_INIT]);
  const element = value === undefined ? elementFor(undefined, wanted) : withElement(value, kindOfJson(value), wanted);
  return element === undefined ? undefined : withMember(json, CLOUD_INIT, element);
}

const whole = ({ password, profile }: VendorPassword): string => vendorDataText(password, profile);

/** What becomes of a value that is a text, a list of texts, or nothing. */
function withElement(value: JsonText, kind: JsonKind, wanted: VendorPassword): JsonText | undefined {
  if (kind === 'array') return withPasswordInList(value, wanted);
  if (kind === 'string') {
    const own = documentIn(value);
    if (own !== undefined || JSON.parse(value) === '') return elementFor(own, wanted);
    return withItem(jsonArray([value]), elementFor(undefined, wanted));
  }
  return isNothing(value) ? elementFor(undefined, wanted) : undefined;
}

/** To Python, and so to cloud-init. Another number, `true` or an object with members is an error to it, in a list too. */
function isNothing(value: JsonText): boolean {
  const parsed: unknown = JSON.parse(value);
  return typeof parsed === 'object' && parsed !== null ? Object.keys(parsed).length === 0 : !parsed;
}

/** Replaces ours; the first one is the one whose form is kept. Otherwise it comes last, where it wins. */
function withPasswordInList(list: JsonText, wanted: VendorPassword): JsonText {
  const own = itemsOf(list)
    .map(documentIn)
    .find((document) => document !== undefined);
  const element = elementFor(own, wanted);
  if (own === undefined) return withItem(list, element);
  return withItems(list, (item) => (documentIn(item) === undefined ? item : element));
}

const documentIn = (value: JsonText): PasswordDocument | undefined =>
  kindOfJson(value) === 'string' ? passwordDocumentOf(String(JSON.parse(value))) : undefined;

const styleFor = (own: PasswordDocument | undefined, { profile, sshPwauth }: VendorPassword): Profile => ({
  ...profile,
  sshPwauth: sshPwauth ?? own?.sshPwauth ?? profile.sshPwauth,
});

const elementFor = (own: PasswordDocument | undefined, wanted: VendorPassword): JsonText =>
  passwordElement(wanted.password, styleFor(own, wanted)) as JsonText;

/** The text without our cloud-config; the same text where there is none. */
export function withoutVendorPassword(text: string): string {
  const json = jsonTextOf(text);
  if (json === undefined) return rawPasswordOf(text) === undefined ? text : EMPTY_VENDOR_DATA;
  if (kindOfJson(json) !== 'object') return withoutElement(json) ?? EMPTY_VENDOR_DATA;
  const value = valueAt(json, [CLOUD_INIT]);
  if (value === undefined) return json;
  const rest = withoutElement(value);
  return rest === undefined ? withoutValueAt(json, [CLOUD_INIT]) : withMember(json, CLOUD_INIT, rest);
}

/** Undefined where nothing is left. */
function withoutElement(value: JsonText): JsonText | undefined {
  if (kindOfJson(value) !== 'array') return documentIn(value) === undefined ? value : undefined;
  const rest = withoutItemsThat(value, (item) => documentIn(item) !== undefined);
  return rest !== value && itemsOf(rest).length === 0 ? undefined : rest;
}

/** The passwords of our cloud-configs in a text. */
export function vendorPasswordsIn(text: string): readonly string[] {
  const json = jsonTextOf(text);
  if (json === undefined) return [rawPasswordOf(text)?.password ?? []].flat();
  const value = kindOfJson(json) === 'object' ? valueAt(json, [CLOUD_INIT]) : json;
  if (value === undefined) return [];
  const values = kindOfJson(value) === 'array' ? itemsOf(value) : [value];
  return values.flatMap((item) => documentIn(item)?.password ?? []);
}
