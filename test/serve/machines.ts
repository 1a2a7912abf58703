/** Machines that ask from addresses of the loopback network. */
import { type DriveInput, parseMachine } from '@configdrive/core';
import { memoryLedger, memorySource, type ServeOptions, serveMetadata } from '@configdrive/metadata-server';

export const timestamp = new Date('2026-07-01T00:00:00Z');

export interface Wanted {
  readonly address: string;
  readonly password?: string;
  readonly userData?: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** A machine that asks from an address of 127.0.0.0/8, which no NIC of an input may have. */
export function inputOf(name: string, { address, password, userData, values = {} }: Wanted): DriveInput {
  const metadata = { 'vm-id': `id-of-${name}`, 'local-hostname': name.toLowerCase(), 'local-ipv4': address, ...values };
  const vmData = Object.entries(metadata).map(([key, value]) => ['metadata', key, value] as const);
  return {
    instanceName: name,
    vmData: password === undefined ? vmData : [...vmData, ['password', 'vm_password', password]],
    ...(userData === undefined ? {} : { userData }),
  };
}

/** A service of machines in memory, with passwords, on free ports of 127.0.0.1. */
export async function serviceOf(machines: Readonly<Record<string, Wanted>>, more: Partial<ServeOptions> = {}) {
  const source = memorySource(
    Object.entries(machines).map(([name, wanted]) => [name, parseMachine(inputOf(name, wanted))] as const),
  );
  const service = await serveMetadata({
    drives: source,
    passwords: memoryLedger(),
    metrics: { address: '127.0.0.1' },
    listen: [{ form: 'cloudstack', address: '127.0.0.1', password: { address: '127.0.0.1' } }],
    ...more,
  });
  const portOf = (kind: 'metadata' | 'passwords' | 'metrics'): number =>
    service.listeners.find((each) => each.kind === kind)?.port ?? 0;
  return { source, service, metadata: portOf('metadata'), passwords: portOf('passwords'), metrics: portOf('metrics') };
}
