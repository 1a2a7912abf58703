/** Vendor data as a text: what the caller gave as an object becomes its JSON. */
import { canonicalJson } from '../encoding/canonical-json.ts';
import type { CoreIssues } from '../issues.ts';
import type { PartialInput } from './shape.ts';

/** vendor_data.json, and vendor_data2.json, which has the same form. */
export const vendorDataNames = ['vendorData', 'vendorData2'] as const;

export type VendorDataName = (typeof vendorDataNames)[number];

type Given = NonNullable<PartialInput[VendorDataName]>;

export const UNSAYABLE =
  'must be what JSON can say: texts, finite numbers, true, false, null, lists and objects, not too deep';

/** An object as the text of itself, so that no getter of it runs twice; a text as it stands. */
export function vendorDataAsText(given: Given, name: VendorDataName, report: CoreIssues): string {
  const text = typeof given === 'string' ? given : canonicalJson(given);
  if (text === undefined) report.add('vendor-data-invalid', [name], UNSAYABLE);
  return text ?? '';
}
