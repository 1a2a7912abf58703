/**
 * What only OpenStack's tree has a place for: files for the guest, random bytes, tagged devices, a second vendor data.
 */
import type { Place } from '@configdrive/issues';
import type { Content } from 'iso9660-format';
import { decodeBase64, encodeBase64 } from '../encoding/base64.ts';
import { type JsonText, jsonArray, jsonNumber, jsonRecord, jsonString } from '../encoding/ordered-json.ts';
import type { DeviceInput, InjectedFileInput } from '../input/drive-input.ts';
import type { Setting } from '../input/settings.ts';
import type { PartialInput } from '../input/shape.ts';
import type { CoreIssues } from '../issues.ts';
import { macOf } from './network/mac-addresses.ts';
import { readVendorData } from './vendor-document.ts';

export interface InjectedFile {
  /** In the guest. */
  readonly path: string;
  readonly content: Content;
}

export interface OpenStackData {
  readonly files: readonly InjectedFile[];
  /** Base64 in its one canonical form. */
  readonly randomSeed: string | undefined;
  readonly devices: readonly JsonText[];
  readonly vendorData2: JsonText | undefined;
  readonly projectId: string | undefined;
  readonly launchIndex: number | undefined;
}

const members = ['files', 'randomSeed', 'devices', 'vendorData2', 'projectId', 'launchIndex'] as const;

/** Checked for every tree, so that an input is right or wrong whatever is made of it. */
export function readOpenStackData(input: PartialInput, { tree }: Setting, report: CoreIssues): OpenStackData {
  if (tree !== 'openstack') reportUnused(input, report);
  return {
    files: readFiles(input.files ?? [], report),
    randomSeed: input.randomSeed === undefined ? undefined : readSeed(input.randomSeed, report),
    devices: (input.devices ?? []).map((device, index) => readDevice(device, ['devices', index], report)),
    vendorData2: readVendorData(input.vendorData2, 'vendorData2', undefined, report),
    projectId: input.projectId === undefined ? undefined : readText(input.projectId, ['projectId'], report),
    launchIndex: input.launchIndex === undefined ? undefined : readIndex(input.launchIndex, report),
  };
}

function reportUnused(input: PartialInput, report: CoreIssues): void {
  for (const name of members) {
    if (input[name] !== undefined) report.add('input-unused', [name], 'only the tree openstack has a place for it');
  }
}

function readFiles(files: readonly InjectedFileInput[], report: CoreIssues): readonly InjectedFile[] {
  const taken = new Set<string>();
  return files.map((file, index) => {
    const place = ['files', index];
    const problem = pathProblem(file.path) ?? (taken.has(file.path) ? 'another file has this path' : undefined);
    if (problem !== undefined) report.add('file-path-invalid', [...place, 'path'], problem);
    taken.add(file.path);
    return { path: file.path, content: contentOf(file, place, report) };
  });
}

const MAX_CHARACTERS_OF_A_PATH = 4095;
const control = /[\u0000-\u001f\u007f]/;

/** cloud-init makes the directories on the way, and writes to wherever the path leads. */
function pathProblem(path: string): string | undefined {
  if (!path.startsWith('/')) return 'must begin at the root, like /etc/motd';
  if (path.length > MAX_CHARACTERS_OF_A_PATH) return `has over ${MAX_CHARACTERS_OF_A_PATH} characters`;
  if (control.test(path) || !path.isWellFormed()) return 'holds a control character or half of a surrogate pair';
  const isPlain = path
    .slice(1)
    .split('/')
    .every((name) => name !== '' && name !== '.' && name !== '..');
  return isPlain ? undefined : 'must name a file, without empty parts, . and ..';
}

function contentOf({ content, base64 }: InjectedFileInput, place: Place, report: CoreIssues): Content {
  if ((content === undefined) === (base64 === undefined)) {
    report.add('file-content-invalid', place, 'must have either content or base64');
  } else if (typeof content === 'string' && !content.isWellFormed()) {
    report.add('text-ill-formed', [...place, 'content'], 'the text holds half of a surrogate pair');
  } else if (base64 !== undefined) {
    const result = decodeBase64(base64);
    if ('bytes' in result) return result.bytes;
    report.add('file-content-invalid', [...place, 'base64'], `${base64.length} characters that are not base64`);
  }
  return content ?? '';
}

function readSeed(text: string, report: CoreIssues): string | undefined {
  const result = decodeBase64(text);
  if ('bytes' in result && result.bytes.byteLength > 0) return encodeBase64(result.bytes);
  report.add('random-seed-invalid', ['randomSeed'], 'must be base64 of one byte or more: cloud-init refuses the drive');
  return undefined;
}

function readIndex(index: number, report: CoreIssues): number | undefined {
  if (Number.isInteger(index) && index >= 0 && index <= 0x7fff_ffff) return index;
  report.add('launch-index-invalid', ['launchIndex'], 'must be a whole number from 0');
  return undefined;
}

function readText(text: string, place: Place, report: CoreIssues): string {
  if (!text.isWellFormed()) report.add('text-ill-formed', place, 'the text holds half of a surrogate pair');
  return text;
}

/** nova's keys. */
const deviceText = jsonRecord(
  'type',
  'bus',
  'address',
  'mac',
  'vlan',
  'vf_trusted',
  'serial',
  'path',
  'share_id',
  'tag',
  'tags',
);

function readDevice(device: DeviceInput, place: Place, report: CoreIssues): JsonText {
  const text = (value: string | undefined, key: string): JsonText | undefined =>
    value === undefined ? undefined : jsonString(readText(value, [...place, key], report));
  const { mac, vlan, vfTrusted, tags } = device;
  return deviceText({
    type: jsonString(device.type),
    bus: text(device.bus, 'bus'),
    address: text(device.address, 'address'),
    mac: mac === undefined ? undefined : jsonString(macOf(mac, report.at(...place))),
    vlan: vlan === undefined ? undefined : jsonNumber(readVlan(vlan, place, report)),
    vf_trusted: vfTrusted === undefined ? undefined : (String(vfTrusted) as JsonText),
    serial: text(device.serial, 'serial'),
    path: text(device.path, 'path'),
    share_id: text(device.shareId, 'shareId'),
    tag: text(device.tag, 'tag'),
    tags: tags && jsonArray(tags.map((tag, index) => jsonString(readText(tag, [...place, 'tags', index], report)))),
  });
}

function readVlan(vlan: number, place: Place, report: CoreIssues): number {
  const isVlan = Number.isInteger(vlan) && vlan >= 0 && vlan <= 4094;
  if (!isVlan) report.add('vlan-id-invalid', [...place, 'vlan'], 'must be a whole number from 0 to 4094');
  return vlan;
}
