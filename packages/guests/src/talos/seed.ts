/**
 * Talos' platform `nocloud` on a seed (internal/app/machined/pkg/runtime/v1alpha1/platform/nocloud). The host name counts only
 * beside a network-config that it can read.
 */
import { latin1Text, noCloudFiles } from '@configdrive/core/internal';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import { Stopped } from '../items.ts';
import { isObject, type JsonValue } from '../json.ts';
import { textOf } from '../python.ts';
import { readYamlFile } from '../yaml-file.ts';
import { machineCalled, type TalosMachine } from './hostname.ts';
import { readMachineConfig } from './machine-config.ts';
import { talosNetworkConfig } from './network-config.ts';

export const seedLabels: readonly string[] = ['cidata', 'CIDATA'];

const { metaData: META, userData: USER_DATA, networkConfig: NETWORK } = noCloudFiles;

export function explainTalosSeed(drive: DriveView): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.linux);
  const why = 'Talos reads such a seed where its image is that for the platform nocloud';
  reading.findings.add('nothing', 'service-not-default', ['label'], why);
  readUserData(reading);
  readNetwork(reading, readMetadata(reading));
  return reading.outcome();
}

function readUserData(reading: GuestReading): void {
  const { findings, tree } = reading;
  if (tree.file(USER_DATA) === undefined) {
    const why = 'without this file Talos waits for a configuration';
    findings.add('minor', 'reader-files-missing', [USER_DATA], why);
  } else readMachineConfig(reading, USER_DATA, ofAnother);
}

const LONGEST_LINE = 64;

/** By its first line, blanks around it left off. */
function ofAnother(bytes: Uint8Array): string | undefined {
  const [line = ''] = latin1Text(bytes.subarray(0, LONGEST_LINE)).split('\n', 1);
  const first = line.trim();
  if (first === '#cloud-config') return 'a cloud-config, and no machine configuration: Talos waits for one';
  return first === '#include' ? 'Talos fetches its configuration from the address in it' : undefined;
}

/** What cannot be read is as good as empty; the host name is looked for in the user data, then. */
function readMetadata(reading: GuestReading): TalosMachine {
  const { findings, view } = reading;
  const file = readYamlFile(reading, META);
  if (file.state === 'fault') {
    findings.add('minor', 'yaml-unreadable', file.place, `${file.why}: Talos goes on without it`, 'YAML 1.1');
  }
  const text = (key: string, value: JsonValue | undefined): string =>
    isObject(value) ? (textOf(value.get(key) ?? '') ?? '') : '';
  const given = file.state === 'read' ? file.value : undefined;
  const [id, zone] = [text('instance-id', given), text('zone', given)];
  if (id !== '') view.instanceId = id;
  if (zone !== '') view.availabilityZone = zone;
  for (const path of [META, USER_DATA]) {
    const holder = path === META ? given : mappingOfUserData(reading);
    const key = text('hostname', holder) === '' ? 'local-hostname' : 'hostname';
    const name = text(key, holder);
    if (name !== '') return machineCalled(name, [path, key]);
  }
  return machineCalled('', [META, 'hostname']);
}

function mappingOfUserData(reading: GuestReading): JsonValue | undefined {
  const text = reading.tree.file(USER_DATA)?.text;
  if (typeof text !== 'string') return undefined;
  const file = readYamlFile(reading, USER_DATA);
  return file.state === 'read' ? file.value : undefined;
}

function readNetwork(reading: GuestReading, { hostname, fault }: TalosMachine): void {
  const { findings, view } = reading;
  const file = readYamlFile(reading, NETWORK);
  if (file.state === 'absent') {
    view.network = { source: 'unchanged', nics: [], dns: [], stops: [] };
    const why = 'without it Talos sets up no address, and takes no host name';
    findings.add(hostname === undefined ? 'nothing' : 'minor', 'network-data-absent', [NETWORK], why);
  }
  if (file.state === 'absent' || file.state === 'unseen') return;
  try {
    if (file.state === 'fault') throw new Stopped(file.place, file.why);
    if (fault !== undefined) throw fault;
    view.network = { source: 'network-config', ...talosNetworkConfig(reading, file.value, NETWORK), stops: [] };
    if (hostname !== undefined) view.hostname = hostname;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const why = `${error.why}: Talos takes neither network nor host name`;
    findings.add('major', 'network-unreadable', error.place, why);
  }
}
