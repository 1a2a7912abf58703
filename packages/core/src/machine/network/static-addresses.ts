/**
 * The addresses that an input gives a network card, each checked: its own, its gateway's, its name servers', its routes'.
 */
import type { AddressInput } from '../../input/drive-input.ts';
import type { CoreIssues } from '../../issues.ts';
import {
  type Address,
  type Family,
  families,
  hostBitsOf,
  isLinkLocal,
  isSameNetwork,
  splitPrefix,
} from './addresses.ts';
import { shown } from './mac-addresses.ts';
import type { Route, StaticAddress } from './nic.ts';

/** Reads the addresses of one family; what is wrong is reported where the collector is. */
export function readAddress(given: AddressInput, family: Family, report: CoreIssues): StaticAddress {
  const { address, prefixLength } = ownAddress(given.address, family, report);
  const gateway = given.gateway == null ? undefined : hostAddress(given.gateway, family, 'gateway', report);
  if (gateway !== undefined && address !== undefined) checkGateway(gateway, address, prefixLength, report);
  return {
    address: address?.text ?? '',
    prefixLength,
    gateway: gateway?.text,
    dns: given.dns === undefined ? [] : readDns(given.dns, family, report.at('dns')),
    routes: (given.routes ?? []).map((route, index) => readRoute(route, family, report.at('routes', index))),
  };
}

const readDns = (servers: readonly string[], family: Family, report: CoreIssues): readonly string[] =>
  servers.map((server, index) => hostAddress(server, family, index, report)?.text ?? '');

/** An address a host may have; problems are reported. */
function hostAddress(text: string, family: Family, key: string | number, report: CoreIssues): Address | undefined {
  const { label, parse, unfitFor } = families[family];
  const address = parse(text);
  const unfit = address === undefined ? undefined : unfitFor(address.parts);
  if (address !== undefined && unfit === undefined) return address;
  const why = address === undefined ? `"${shown(text)}" is not an ${label} address` : `${address.text} is ${unfit}`;
  report.add('address-invalid', [key], why);
  return undefined;
}

interface OwnAddress {
  readonly address: Address | undefined;
  readonly prefixLength: number;
}

function ownAddress(text: string, family: Family, report: CoreIssues): OwnAddress {
  const { address: addressText, prefixLength } = splitPrefix(text, family);
  const address = hostAddress(addressText, family, 'address', report);
  const { bitLength } = families[family];
  if (prefixLength === undefined || prefixLength === 0) {
    const why = `must end with a prefix length from /1 to /${bitLength}`;
    report.add('prefix-invalid', ['address'], why);
    return { address: undefined, prefixLength: bitLength };
  }
  if (address !== undefined && bitLength - prefixLength > 1) checkHostBits(address, prefixLength, report);
  return { address, prefixLength };
}

/** The first address of a network names it (IPv4) or its routers (IPv6); the last IPv4 one is the broadcast address. */
function checkHostBits(address: Address, prefixLength: number, report: CoreIssues): void {
  const hostBits = hostBitsOf(address, prefixLength);
  const isBroadcast = hostBits === 'ones' && address.family === 'ipv4';
  if (hostBits !== 'zeros' && !isBroadcast) return;
  const what = isBroadcast ? 'the broadcast address of its network' : 'its network itself, not a host in it';
  report.add('address-invalid', ['address'], `${address.text}/${prefixLength} is ${what}`);
}

function checkGateway(gateway: Address, address: Address, prefixLength: number, report: CoreIssues): void {
  if (gateway.text === address.text) {
    report.add('address-invalid', ['gateway'], 'the gateway is the address of the NIC itself');
  } else if (!isLinkLocal(gateway) && !isSameNetwork(gateway, address, prefixLength)) {
    const why = `${gateway.text} is not in the network of ${address.text}/${prefixLength}`;
    report.add('gateway-outside-network', ['gateway'], why);
  }
}

type RouteInput = NonNullable<AddressInput['routes']>[number];

function readRoute(route: RouteInput, family: Family, report: CoreIssues): Route {
  const gateway = hostAddress(route.gateway, family, 'gateway', report)?.text ?? '';
  const refuse = (code: 'address-invalid' | 'prefix-invalid' | 'route-host-bits', why: string): void =>
    report.add(code, ['network'], why);
  const { address: text, prefixLength } = splitPrefix(route.network, family);
  const { parse, label, bitLength } = families[family];
  const network = parse(text);
  if (network === undefined) refuse('address-invalid', `"${shown(text)}" is not an ${label} network`);
  else if (prefixLength === undefined || prefixLength === 0) {
    // A second default route would stop the ifcfg renderer; the first one is `gateway`.
    refuse('prefix-invalid', `must end with a prefix length from /1 to /${bitLength}; a default route is "gateway"`);
  } else if (hasHostBits(network, prefixLength)) {
    refuse('route-host-bits', `${network.text} has bits behind the prefix /${prefixLength}`);
  }
  return { network: network?.text ?? '', prefixLength: prefixLength ?? bitLength, gateway };
}

const hasHostBits = (network: Address, prefixLength: number): boolean => {
  const hostBits = hostBitsOf(network, prefixLength);
  return hostBits === 'ones' || hostBits === 'mixed';
};
