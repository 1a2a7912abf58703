/**
 * Ignition's providers `cloudstack` and `openstack` (internal/providers/*, config/config.go): user data is an Ignition config
 * or the machine does not boot. Looked at is what decides that at once: JSON, and a version. Not here: the rest of the schema.
 */
import { utf8Text } from 'iso9660-format';
import { isWithin } from '../budget.ts';
import { goMember } from '../go.ts';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import { goJson, isObject, type JsonObject, parseJson } from '../json.ts';

const LABELS = ['config-2', 'CONFIG-2'];

export const ignitionPaths = {
  cloudstack: 'cloudstack/userdata/user_data.txt',
  openstack: 'openstack/latest/user_data',
} as const;

export function explainIgnition(drive: DriveView, path: string): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.linux);
  const { findings, view, tree } = reading;
  reading.wantLabel(LABELS);
  const file = tree.file(path);
  if (file === undefined || file.byteLength === 0) {
    findings.add('nothing-for-it', 'nothing-to-read', [path], 'no user data: Ignition goes on with an empty config');
    return reading.outcome();
  }
  const bytes = isWithin('document', file.byteLength) ? file.bytes : undefined;
  if (bytes === undefined) reading.notLookedAt(path);
  else checkConfig(reading, path, utf8Text(bytes));
  view.userData = { path, byteLength: file.byteLength, kind: bytes === undefined ? undefined : 'ignition' };
  return reading.outcome();
}

const STOPS = 'the machine does not boot';

function checkConfig({ findings }: GuestReading, path: string, text: string): void {
  const result = parseJson(text, goJson);
  if ('fault' in result) {
    findings.add('total', 'user-data-not-ignition', [path], `not JSON from character ${result.at} on: ${STOPS}`);
    return;
  }
  const version = isObject(result.value) ? versionOf(result.value) : undefined;
  const place = [path, 'ignition', 'version'];
  if (version === undefined) {
    findings.add('total', 'user-data-not-ignition', place, `JSON, and not an Ignition config: ${STOPS}`);
  } else if (!knownVersions.test(version)) {
    const isLater = laterVersions.test(version);
    const why = isLater ? 'a version that later releases know' : `a version that Ignition does not know: ${STOPS}`;
    findings.add(isLater ? 'nothing' : 'total', 'user-data-not-ignition', place, why);
  }
}

/** Of 2.14. */
const knownVersions = /^3\.(?:[0-3]\.0|4\.0-experimental)$/;
const laterVersions = /^3\.[0-9]+\.0(?:-experimental)?$/;

function versionOf(config: JsonObject): string | undefined {
  const ignition = goMember(config, 'ignition');
  const version = isObject(ignition) ? goMember(ignition, 'version') : undefined;
  return typeof version === 'string' ? version : undefined;
}
