/**
 * A cloud-config: whether cloud-init can read it at all, and what it reads as something else than what is written.
 */
import type { Place } from '@configdrive/issues';
import { typeNameOf } from '../documents.ts';
import type { GuestFindings } from '../findings.ts';
import { isObject } from '../json.ts';
import type { OddScalar, Position } from '../yaml/conversion.ts';
import type { ScalarType } from '../yaml/pyyaml.ts';
import { parseYaml } from '../yaml/yaml.ts';

const YAML = 'YAML 1.1';

export const positionText = ({ line, column }: Position): string => `line ${line}, column ${column}`;

/** Repeated keys of one document. */
const MAX_REPORTED = 1000;

export function checkCloudConfig(findings: GuestFindings, place: Place, text: string): void {
  const result = parseYaml(text, findings.budget);
  if ('limit' in result) {
    findings.notLookedAt(result.limit, place);
    return;
  }
  if ('fault' in result) {
    const why = `${positionText(result.fault)}: ${result.fault.why}: cloud-init ignores the whole file`;
    findings.add('major', 'cloud-config-unreadable', [...place, 'line', result.fault.line], why, YAML);
    return;
  }
  const { value, odd, repeatedKeys } = result;
  if (value === null) return;
  if (!isObject(value)) {
    const why = `${typeNameOf(value)} at the top, not a mapping: cloud-init ignores the whole file`;
    findings.add('major', 'cloud-config-unreadable', place, why, YAML);
    return;
  }
  for (const position of repeatedKeys.slice(0, MAX_REPORTED)) {
    const why = `${positionText(position)}: a key that is there already: the earlier value is lost`;
    findings.add('minor', 'cloud-config-key-repeated', [...place, 'line', position.line], why, YAML);
  }
  for (const scalar of odd) reportMisread(findings, place, scalar);
}

/** Where cloud-init wants a text; `*` is any item. */
const texts = new Set([
  ...'password hostname fqdn timezone locale final_message user.name user.passwd'.split(' '),
  ...'runcmd.* runcmd.*.* bootcmd.* bootcmd.*.* ssh_authorized_keys.* ssh_import_id.* packages.*'.split(' '),
  ...['name', 'gecos', 'homedir', 'passwd', 'hashed_passwd', 'plain_text_passwd', 'shell', 'primary_group'].map(
    (key) => `users.*.${key}`,
  ),
  ...'users.*.ssh_authorized_keys.* users.*.ssh_import_id.* users.*.groups'.split(' '),
  ...['path', 'content', 'owner', 'permissions', 'encoding'].map((key) => `write_files.*.${key}`),
  ...'chpasswd.list chpasswd.list.* ntp.servers.* ntp.pools.* mounts.*.* phone_home.url'.split(' '),
]);

/** Where nothing is as good as a text. */
const mayBeNull = new Set(['runcmd.*', 'users.*.groups']);

const names: Readonly<Record<ScalarType, string>> = {
  null: 'nothing',
  boolean: 'a truth value',
  integer: 'a whole number',
  float: 'a number',
  timestamp: 'a date',
};

function reportMisread(findings: GuestFindings, place: Place, scalar: OddScalar): void {
  const { path, type, looksLikeText } = scalar;
  const pattern = path.map((step) => (typeof step === 'number' ? '*' : step)).join('.');
  const isMisread = texts.has(pattern) && !(type === 'null' && mayBeNull.has(pattern));
  const linePlace = [...place, 'line', scalar.line];
  if (isMisread) {
    const why = `${positionText(scalar)}: YAML reads this as ${names[type]}, where cloud-init wants a text: put it in quotes`;
    findings.add('minor', 'cloud-config-value-misread', linePlace, why, YAML);
  } else if (looksLikeText && type === 'integer') {
    const why = `${positionText(scalar)}: YAML reads this as another number than it looks (octal, sixties, underscores)`;
    findings.add('nothing', 'cloud-config-value-misread', linePlace, why, YAML);
  }
}
