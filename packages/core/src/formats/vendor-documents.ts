/** What vendor data of every form hold for cloud-init, document by document. */
import { jsonTextOf, kindOfJson } from '../encoding/json-edit.ts';
import { guestScriptVersionOf } from '../guest-script/document.ts';
import { documentsIn } from '../machine/vendor-document.ts';
import { listIn } from './no-cloud-vendor-data.ts';
import { passwordDocumentOf, rawPasswordOf } from './vendor-data.ts';

/** The documents of vendor data, told apart by what they are. */
export interface VendorDocuments {
  /** Of the cloud-configs that set a password and nothing else. */
  readonly passwords: readonly string[];
  /** The script that runs in a guest at each boot. */
  readonly scripts: readonly string[];
  readonly others: readonly string[];
}

/** Tells apart what is in a vendor_data.json, or in NoCloud's vendor-data. What is neither is one document. */
export function vendorDocumentsOf(text: string): VendorDocuments {
  const passwords: string[] = [];
  const scripts: string[] = [];
  const others: string[] = [];
  for (const document of documentsOf(text)) {
    const password = (passwordDocumentOf(document) ?? rawPasswordOf(document))?.password;
    if (password !== undefined) passwords.push(password);
    else (guestScriptVersionOf(document) === undefined ? others : scripts).push(document);
  }
  return { passwords, scripts, others };
}

function documentsOf(text: string): readonly string[] {
  const json = listIn(text) ?? jsonTextOf(text);
  if (json === undefined) return text.trim() === '' ? [] : [text];
  if (kindOfJson(json) === 'object') return documentsIn(json) ?? [text];
  const value: unknown = JSON.parse(json);
  const documents: readonly unknown[] = value === null ? [] : Array.isArray(value) ? value : [value];
  return documents.every((document) => typeof document === 'string') ? documents : [text];
}
