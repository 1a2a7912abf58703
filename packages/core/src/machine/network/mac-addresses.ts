/** Whole numbers of a network, and MAC addresses. */
import { printable } from '@configdrive/issues';
import type { CoreIssues } from '../../issues.ts';

/** Values of `nics` may be quoted, but not at any length. */
export const shown = (text: string): string => printable(text.length > 64 ? `${text.slice(0, 64)}…` : text);

/** From `least` to 65535: what 16 bits hold. */
export function wholeNumber(
  value: number,
  least: number,
  code: 'device-id-invalid' | 'mtu-invalid',
  key: string,
  report: CoreIssues,
): number {
  const fits = Number.isInteger(value) && value >= least && value <= 0xffff;
  if (!fits) report.add(code, [key], `must be a whole number from ${least} to 65535`);
  return value;
}

const canonicalMac = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;
const otherMacForms = /^(?:[0-9a-f]{2}-){5}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/;

/** The MAC address in its canonical form; what is wrong is reported at `mac`. */
export function macOf(given: string, report: CoreIssues): string {
  const refuse = (why: string): void => report.add('mac-invalid', ['mac'], why);
  const lower = given.toLowerCase();
  const mac = canonicalMac.test(lower) ? lower : withColons(lower);
  if (mac === undefined) refuse(`"${shown(given)}" is not six bytes in hexadecimal, like 02:00:4c:5e:00:05`);
  else if (isMulticast(mac)) refuse(`${mac} is a multicast address, not that of a card`);
  else if (mac === '00:00:00:00:00:00') refuse('all bytes are zero');
  return mac ?? given;
}

/** Windows writes dashes, Cisco dots. */
const withColons = (lower: string): string | undefined =>
  otherMacForms.test(lower) ? lower.replaceAll(/[-.]/g, '').match(/../g)?.join(':') : undefined;

/** The lowest bit of the first byte. */
const isMulticast = (mac: string): boolean => '13579bdf'.includes(mac.charAt(1));
