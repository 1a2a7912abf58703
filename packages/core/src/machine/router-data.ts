/** What only the virtual router says of a machine: how it is reached from outside (NetworkModel.generateVmData, metadata/public-*). */
import type { RouterInput } from '../input/drive-input.ts';
import type { CoreIssues } from '../issues.ts';
import { families } from './network/addresses.ts';

/** Undefined: what the metadata of the machine say. */
export interface RouterData {
  readonly publicIpv4: string | undefined;
  readonly publicHostname: string | undefined;
}

/** Checks what the router is to serve beside the metadata that a drive has, too. */
export function readRouter({ publicIpv4, publicHostname }: RouterInput = {}, report: CoreIssues): RouterData {
  return {
    publicIpv4: publicIpv4 === undefined ? undefined : readAddress(publicIpv4, report),
    publicHostname: publicHostname === undefined ? undefined : readHostname(publicHostname, report),
  };
}

function readAddress(text: string, report: CoreIssues): string | undefined {
  const { parse, unfitFor } = families.ipv4;
  const address = parse(text);
  const problem = address === undefined ? 'not an IPv4 address' : unfitFor(address.parts);
  if (problem === undefined) return address?.text;
  report.add('address-invalid', ['publicIpv4'], `must be the address of a host: ${problem}`);
  return undefined;
}

/** CloudStack puts the address here, too; a name has letters, digits, hyphens and dots (RFC 1123). */
const hostname = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

function readHostname(text: string, report: CoreIssues): string | undefined {
  if (hostname.test(text)) return text;
  report.add('hostname-invalid', ['publicHostname'], 'must be 1 to 253 letters, digits, hyphens and dots');
  return undefined;
}
