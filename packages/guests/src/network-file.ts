/**
 * network_data.json as a whole, for guests that go through it once: absent, unreadable, or read until a value stops them.
 */
import { readDocument } from './documents.ts';
import type { Impact } from './findings.ts';
import type { GuestReading } from './guest-reading.ts';
import type { GuestNetwork } from './guest-view.ts';
import { Stopped } from './items.ts';
import { type Dialect, isObject, type JsonObject } from './json.ts';

/** What a fault costs, and what is said of it behind the fault itself: `no NIC is set up`. */
export type Loss = readonly [cost: Impact, consequence: string];

export interface NetworkFileRules {
  readonly dialect: Dialect;
  /** What the guest does without the file, and the sentence that says so. */
  readonly absent: readonly [source: GuestNetwork['source'], why: string];
  readonly unreadable: Loss;
  readonly stopped: Loss;
  /** Adds its findings; throws Stopped where the guest ends. */
  readonly read: (reading: GuestReading, data: JsonObject, path: string) => Pick<GuestNetwork, 'nics' | 'dns'>;
}

export function readNetworkFile(reading: GuestReading, path: string, rules: NetworkFileRules): void {
  const { findings, view, tree } = reading;
  const document = readDocument(tree, path, rules.dialect, ['object']);
  if (document.state === 'absent') {
    const [source, why] = rules.absent;
    view.network = { source, nics: [], dns: [], stops: [] };
    findings.add('nothing', 'network-data-absent', [path], why);
  }
  if (document.state === 'unseen') reading.notLookedAt(path);
  if (document.state === 'fault') {
    const [cost, consequence] = rules.unreadable;
    findings.add(cost, 'network-unreadable', [path], `the file ${document.why}: ${consequence}`);
  }
  if (document.state === 'read' && isObject(document.value)) readData(reading, path, document.value, rules);
}

function readData(reading: GuestReading, path: string, data: JsonObject, { read, stopped }: NetworkFileRules): void {
  try {
    reading.view.network = { source: 'network-data', ...read(reading, data, path), stops: [] };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const [cost, consequence] = stopped;
    reading.findings.add(cost, 'network-unreadable', error.place, `${error.why}: ${consequence}`);
  }
}
