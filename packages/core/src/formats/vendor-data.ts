/**
 * vendor_data.json: how cloud-init gets the password. The text is CloudStack's own (since 4.20.1), where that arrives
 * unchanged; otherwise the password is quoted, so that JSON and then YAML give it back as it was.
 */
import { jsonString } from '../encoding/ordered-json.ts';
import { isPlainForYaml, yamlScalar } from '../encoding/yaml-scalars.ts';
import type { CoreIssues } from '../issues.ts';
import { AFTER_ELEMENT, BEFORE_ELEMENT } from '../machine/vendor-document.ts';
import type { Profile } from '../profiles.ts';

/** cloud-init takes an object without `cloud-init` for "nothing to do". */
export const EMPTY_VENDOR_DATA = '{}';

/** The cloud-config around the scalar, line by line as CloudStack has it. */
const HEAD = '#cloud-config\npassword: ';
const TAIL = '\nchpasswd:\n  expire: False';
const SSH_PWAUTH = '\nssh_pwauth: True';

/** The same inside of a JSON string. */
const inJson = (text: string): string => text.replaceAll('\n', '\\n');

type PasswordStyle = Pick<Profile, 'vendorPassword' | 'sshPwauth'>;

const tailFor = ({ sshPwauth }: PasswordStyle): string => (sshPwauth ? TAIL + SSH_PWAUTH : TAIL);

/** The cloud-config that sets this password. */
export const passwordDocument = (password: string, style: PasswordStyle): string =>
  HEAD + (style.vendorPassword === 'raw' ? password : yamlScalar(password)) + tailFor(style);

/** The same as a JSON string; a raw password may break it. */
export const passwordElement = (password: string, style: PasswordStyle): string =>
  style.vendorPassword === 'raw'
    ? `"${inJson(HEAD)}${password}${inJson(tailFor(style))}"`
    : jsonString(passwordDocument(password, style));

/** vendor_data.json with this password. */
export const vendorDataText = (password: string, style: PasswordStyle): string =>
  BEFORE_ELEMENT + passwordElement(password, style) + AFTER_ELEMENT;

/** What a cloud-config of this form says. */
export interface PasswordDocument {
  readonly password: string;
  readonly sshPwauth: boolean;
}

/** A cloud-config in this form and with nothing else in it; undefined for all others. */
export function passwordDocumentOf(document: string): PasswordDocument | undefined {
  const sshPwauth = document.endsWith(TAIL + SSH_PWAUTH);
  const scalar = between(HEAD, document, sshPwauth ? TAIL + SSH_PWAUTH : TAIL);
  if (scalar === undefined || scalar.includes('\n')) return undefined;
  return { password: passwordOfScalar(scalar), sshPwauth };
}

const passwordOfScalar = (scalar: string): string =>
  scalar.startsWith('"') && isJson(scalar) ? String(JSON.parse(scalar)) : scalar;

/** CloudStack's whole file, also where the password in it makes it no JSON. */
export function rawPasswordOf(vendorData: string): PasswordDocument | undefined {
  const document = between(`${BEFORE_ELEMENT}"`, vendorData, `"${AFTER_ELEMENT}`);
  if (document === undefined) return undefined;
  const sshPwauth = document.endsWith(inJson(TAIL + SSH_PWAUTH));
  const password = between(inJson(HEAD), document, inJson(sshPwauth ? TAIL + SSH_PWAUTH : TAIL));
  return password === undefined ? undefined : { password, sshPwauth };
}

function between(before: string, text: string, after: string): string | undefined {
  const isEnclosed = text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
  return isEnclosed ? text.slice(before.length, text.length - after.length) : undefined;
}

/** Says what an unquoted password costs in the file it stands in. */
export function reportRawPassword(password: string, path: string, text: string, report: CoreIssues): void {
  if (isPlainForYaml(password)) return;
  if (isJson(text)) report.add('vendor-data-altered', [path], 'YAML may read this password as something else');
  else report.add('vendor-data-broken', [path], 'not JSON with this password: cloud-init refuses this drive');
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
