/** Where a drive has the script for guests: the vendor data of each tree. */
import { noCloudFiles } from '../cloudstack-names.ts';
import { jsonTextOf, kindOfJson } from '../encoding/json-edit.ts';
import { jsonString } from '../encoding/ordered-json.ts';
import { documentsIn, withScriptAmong, withScriptIn } from '../machine/vendor-document.ts';
import { inOpenStack, type PresentDatasources } from './datasources.ts';
import { withNoCloudGuestScript } from './no-cloud-vendor-data.ts';
import { EMPTY_VENDOR_DATA } from './vendor-data.ts';

interface GuestScriptPlace {
  readonly paths: (trees: PresentDatasources) => readonly string[];
  /** The text with this script in it; undefined where it cannot take one. */
  readonly put: (text: string, script: string) => string | undefined;
}

export const guestScriptPlaces: readonly GuestScriptPlace[] = [
  { paths: (trees) => inOpenStack(trees, 'vendorData'), put: withVendorDataScript },
  { paths: ({ noCloud }) => (noCloud ? [noCloudFiles.vendorData] : []), put: withNoCloudGuestScript },
];

function withVendorDataScript(text: string, script: string): string | undefined {
  const json = jsonTextOf(text.trim() === '' ? EMPTY_VENDOR_DATA : text);
  if (json === undefined) return undefined;
  const kind = kindOfJson(json);
  if (kind === 'array' || kind === 'string') return withScriptAmong(json, jsonString(script));
  if (kind !== 'object' || documentsIn(json) === undefined) return undefined;
  return withScriptIn(json, jsonString(script));
}
