/**
 * vendor_data.json: how cloud-init gets the password. The text is CloudStack's own (since 4.20.1), where that arrives
 * unchanged; otherwise the password is quoted, so that JSON and then YAML give it back as it was.
 */
import { jsonString } from './ordered-json.ts';
import type { Profile } from './profiles.ts';

/** cloud-init takes an object without `cloud-init` for "nothing to do". */
export const EMPTY_VENDOR_DATA = '{}';

/** One line of plain YAML: ASCII without the characters that begin a comment, a mapping, a quote or an escape. */
const plainCharacters = /^[A-Za-z0-9][!#-9;-[\]-~]*$/;
/** YAML 1.1 words that are not texts. */
const plainWord = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** YAML 1.1 numbers and dates, with room: what only looks like one is quoted, too. */
const plainNumber =
  /^(?:[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|0[xX][0-9A-Fa-f_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})$/;

/** A password that YAML reads as the same text without quotes. */
export const isPlainForYaml = (password: string): boolean =>
  plainCharacters.test(password) && !plainWord.test(password) && !plainNumber.test(password);

/** YAML readers refuse or fold these where JSON allows them raw. */
const escapedInYaml = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A YAML scalar whose value is `password`. A JSON string is a double-quoted YAML scalar. */
const yamlScalar = (password: string): string =>
  isPlainForYaml(password)
    ? password
    : JSON.stringify(password).replace(
        escapedInYaml,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );

/** vendor_data.json with this password. */
export function vendorDataText(password: string, { vendorPassword, sshPwauth }: Profile): string {
  const ending = sshPwauth ? '\nssh_pwauth: True' : '';
  if (vendorPassword === 'raw') {
    const rawEnding = ending.replace('\n', '\\n');
    return `{"cloud-init": "#cloud-config\\npassword: ${password}\\nchpasswd:\\n  expire: False${rawEnding}"}`;
  }
  const document = `#cloud-config\npassword: ${yamlScalar(password)}\nchpasswd:\n  expire: False${ending}`;
  return `{"cloud-init": ${jsonString(document)}}`;
}

/** A raw password must be JSON inside the quotes; cloud-init refuses the whole drive otherwise. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
