/**
 * Ironic, which opens a drive before it writes it to a disk (ironic/conductor/configdrive_utils.py): it may make a new one of
 * it. Not here: anaconda deployments, but for the one thing that loses them a drive.
 */
import { type JsonDocument, readDocument } from '../documents.ts';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import { isArray, isObject, type JsonObject, pythonJson } from '../json.ts';
import { isTruthy } from '../python.ts';

const NETWORK = 'openstack/latest/network_data.json';

export function explainIronic(drive: DriveView): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.linux);
  const { findings, view } = reading;
  view.folder = 'openstack/latest';
  const document = readDocument(reading.tree, NETWORK, pythonJson, ['object', 'array', 'string']);
  if (document.state === 'absent') {
    findings.add('nothing', 'network-data-absent', [NETWORK], 'Ironic leaves a drive without it as it is');
  } else if (document.state === 'unseen') reading.notLookedAt(NETWORK);
  else {
    const fault = networkFault(document);
    if (fault !== undefined) reportRewritten(reading, drive, fault);
  }
  reportUndecodable(reading, drive);
  return reading.outcome();
}

interface Fault {
  readonly place: readonly (string | number)[];
  readonly why: string;
}

function networkFault(document: Extract<JsonDocument, { state: 'fault' | 'read' }>): Fault | undefined {
  const place = [NETWORK];
  if (document.state === 'fault') return { place, why: `the file ${document.why}` };
  if (!isObject(document.value)) return { place, why: 'the file holds no object' };
  const members = document.value;
  const isEmpty = ['links', 'networks', 'services'].every((key) => !isTruthy(members.get(key)));
  return isEmpty ? { place, why: 'neither links nor networks nor services' } : linkWithoutMtu(members);
}

/** Asked for since 2025, unless an operator switches it off. */
function linkWithoutMtu(data: JsonObject): Fault | undefined {
  const links = data.get('links') ?? null;
  if (!isArray(links)) return undefined;
  const index = links.findIndex((link) => isObject(link) && !isTruthy(link.get('mtu')));
  return index === -1 ? undefined : { place: [NETWORK, 'links', index, 'mtu'], why: 'no MTU' };
}

/** It walks the Rock Ridge tree, and fetches each file from the Joliet tree by the same path. */
function reportRewritten({ findings }: GuestReading, { windows, linux }: DriveView, { place, why }: Fault): void {
  const isWhole = [...linux.filePaths()].every((path) => windows.file(path) !== undefined);
  if (isWhole) {
    const what = 'Ironic writes the drive anew, with its own network data, dates and publisher, label config-2';
    findings.add('minor', 'drive-rewritten', place, `${why}: ${what}`);
  } else {
    const what = 'Ironic would write the drive anew, and leaves it, since a file is not in both trees';
    findings.add('nothing', 'drive-rewritten', place, `${why}: ${what}`);
  }
}

function reportUndecodable({ findings }: GuestReading, { linux }: DriveView): void {
  for (const path of linux.filePaths()) {
    if (linux.file(path)?.text !== null) continue;
    findings.add('minor', 'text-not-utf8', [path], 'not UTF-8: deployments by anaconda go on without the drive');
  }
}
