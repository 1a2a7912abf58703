/**
 * Ignition's providers `cloudstack` and `openstack` (internal/providers/*, config/config.go): user data is an Ignition config
 * or the machine does not boot. Looked at is what decides that at once: JSON, and a version. Not here: the rest of the schema.
 */
import { utf8Text } from 'iso9660-format';
import { isWithin } from '../budget.ts';
import { goMember } from '../go.ts';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import { goJson, isObject, type JsonObject, parseJson } from '../json.ts';
import { isSameOrLater } from '../versions.ts';

const LABELS = ['config-2', 'CONFIG-2'];

export const ignitionPaths = {
  cloudstack: 'cloudstack/userdata/user_data.txt',
  openstack: 'openstack/latest/user_data',
} as const;

/** By the release that brought them: specifications of a config that are stable, and the one that is tried out. */
const specifications: readonly (readonly [release: string, stable: number])[] = [
  ['2.14', 3],
  ['2.15', 4],
  ['2.20', 5],
];

/** From the oldest that is known to the newest. */
export const ignitionReleases: readonly string[] = Array.from({ length: 7 }, (_, index) => `2.${index + 14}`);

export function explainIgnition(drive: DriveView, path: string, release: string): ReturnType<GuestReading['outcome']> {
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
  else checkConfig(reading, path, utf8Text(bytes), release);
  view.userData = { path, byteLength: file.byteLength, kind: bytes === undefined ? undefined : 'ignition' };
  return reading.outcome();
}

const STOPS = 'the machine does not boot';

function checkConfig({ findings }: GuestReading, path: string, text: string, release: string): void {
  const result = parseJson(text, goJson);
  if ('fault' in result && result.fault === 'values') {
    findings.notLookedAt('values', [path], 'minor');
    return;
  }
  if ('fault' in result) {
    findings.add('total', 'user-data-not-ignition', [path], `not JSON from character ${result.at} on: ${STOPS}`);
    return;
  }
  const version = isObject(result.value) ? versionOf(result.value) : undefined;
  const place = [path, 'ignition', 'version'];
  if (version === undefined) {
    findings.add('total', 'user-data-not-ignition', place, `JSON, and not an Ignition config: ${STOPS}`);
  } else if (!isKnown(version, release)) {
    const later = laterVersions.test(version) ? ', and later releases do' : '';
    const why = `a version that Ignition ${release} does not know${later}: ${STOPS}`;
    findings.add('total', 'user-data-not-ignition', place, why);
  }
}

/** 2.14 knows 3.0.0 to 3.3.0, and 3.4.0-experimental. */
function isKnown(version: string, release: string): boolean {
  const stable = specifications.findLast(([since]) => isSameOrLater(release, since))?.[1] ?? 0;
  const known = Array.from({ length: stable + 1 }, (_, minor) => `3.${minor}.0`);
  return known.includes(version) || version === `3.${stable + 1}.0-experimental`;
}

const laterVersions = /^3\.[0-9]+\.0(?:-experimental)?$/;

function versionOf(config: JsonObject): string | undefined {
  const ignition = goMember(config, 'ignition');
  const version = isObject(ignition) ? goMember(ignition, 'version') : undefined;
  return typeof version === 'string' ? version : undefined;
}
