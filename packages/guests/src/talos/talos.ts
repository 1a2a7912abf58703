/**
 * Talos' platform `openstack` on a config drive (internal/app/machined/pkg/runtime/v1alpha1/platform/openstack). Its platform
 * `cloudstack` reads the virtual router only, no drive.
 */
import { latin1Text } from '@configdrive/core/internal';
import { readDocument } from '../documents.ts';
import { goText } from '../go.ts';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import type { Item } from '../items.ts';
import { goJson, isObject } from '../json.ts';
import { readNetworkFile } from '../network-file.ts';
import { machineCalled, type TalosMachine } from './hostname.ts';
import { readMachineConfig } from './machine-config.ts';
import { talosNetwork } from './network.ts';
import { explainTalosSeed, seedLabels } from './seed.ts';

const LABELS = ['config-2'];
const FOLDER = 'openstack/latest';
const META = `${FOLDER}/meta_data.json`;
const NETWORK = `${FOLDER}/network_data.json`;
const USER_DATA = `${FOLDER}/user_data`;

/** A drive of either kind: which label is looked for is the image's platform, openstack or nocloud. */
export const explainTalos = (drive: DriveView): ReturnType<GuestReading['outcome']> =>
  seedLabels.includes(drive.label) ? explainTalosSeed(drive) : explainConfigDrive(drive);

function explainConfigDrive(drive: DriveView): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.linux);
  const { findings, view, tree } = reading;
  reading.wantLabel(LABELS);
  if (tree.file(USER_DATA) === undefined) {
    const why = 'without this file Talos takes nothing from the drive, and asks the metadata server';
    findings.add('not-found', 'reader-files-missing', [USER_DATA], why);
    return reading.outcome();
  }
  view.folder = FOLDER;
  readMachineConfig(reading, USER_DATA, ofCloudInit);
  const machine = readMetadata(reading);
  readNetworkFile(reading, NETWORK, {
    dialect: goJson,
    absent: ['unchanged', 'without it Talos sets up no address; its own configuration may'],
    unreadable: ['minor', 'Talos goes on without it'],
    stopped: ['major', 'Talos takes neither network nor host name'],
    read: (_, data) => talosNetwork(reading, { place: [NETWORK], members: data }, machine),
  });
  if (view.network !== undefined && machine.hostname !== undefined) view.hostname = machine.hostname;
  return reading.outcome();
}

const CLOUD_CONFIG = '#cloud-config';

const ofCloudInit = (bytes: Uint8Array): string | undefined =>
  latin1Text(bytes.subarray(0, CLOUD_CONFIG.length)) === CLOUD_CONFIG
    ? 'a cloud-config, and no machine configuration: Talos waits for one'
    : undefined;

function readMetadata(reading: GuestReading): TalosMachine {
  const { findings, view, tree } = reading;
  const document = readDocument(tree, META, goJson, ['object']);
  if (document.state === 'unseen') reading.notLookedAt(META);
  if (document.state === 'fault') {
    findings.add('minor', 'json-unreadable', [META], `the file ${document.why}: Talos goes on without it`);
  }
  if (document.state !== 'read' || !isObject(document.value)) return { hostname: undefined, fault: undefined };
  const item: Item = { place: [META], members: document.value };
  const [uuid, zone] = [goText(reading, item, 'uuid'), goText(reading, item, 'availability_zone')];
  if (uuid !== '') view.instanceId = uuid;
  if (zone !== '') view.availabilityZone = zone;
  return machineCalled(goText(reading, item, 'hostname'), [META, 'hostname']);
}
