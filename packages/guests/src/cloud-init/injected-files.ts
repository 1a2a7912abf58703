/**
 * Files that meta_data.json asks cloud-init to write into the guest, and the old pointer to a Debian interfaces file.
 * A content that is not there costs the drive.
 */
import { typeNameOf } from '../documents.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { isTruthy } from '../python.ts';
import { normalPath, type TreeFile } from '../tree.ts';
import type { Metadata } from './metadata.ts';

export function readContentPaths(value: JsonValue, metadata: Metadata, key: string): void {
  if (key === 'files') readFiles(value, metadata, key);
  else if (isTruthy(value)) readInterfaces(value, metadata, key);
}

const REFUSED = 'cloud-init refuses this drive';

function readFiles(value: JsonValue, metadata: Metadata, key: string): void {
  const { reading, path } = metadata;
  const files: { readonly path: string; readonly byteLength: number }[] = [];
  for (const [index, item] of itemsOf(value, metadata, key).entries()) {
    const place = [path, key, index];
    if (item === undefined) {
      reading.findings.add(
        'total',
        'json-value-unusable',
        place,
        `not an object with path and content_path: ${REFUSED}`,
      );
      continue;
    }
    const target = item.get('path');
    if (target === undefined) continue;
    const file = contentOf(item, metadata);
    if (typeof target !== 'string') {
      reading.findings.add(
        'total',
        'json-value-unusable',
        [...place, 'path'],
        `${typeNameOf(target)} here: ${REFUSED}`,
      );
    } else if (file === undefined) {
      const why = `there is no such file on the drive: ${REFUSED}`;
      reading.findings.add('total', 'injected-file-missing', [...place, 'content_path'], why);
    } else files.push({ path: target, byteLength: file.byteLength });
  }
  if (files.length > 0) reading.view.files = files;
}

/** Undefined for what Python cannot look into; of texts it looks at the characters, and finds nothing. */
function itemsOf(value: JsonValue, metadata: Metadata, key: string): readonly (JsonObject | undefined)[] {
  if (isArray(value)) {
    return value.map((item) => (isObject(item) ? item : typeof item === 'string' ? fromText(item) : fromList(item)));
  }
  if (isObject(value)) return [...value.keys()].map(fromText);
  if (typeof value === 'string') return [];
  metadata.reading.findings.add(
    'total',
    'json-value-unusable',
    [metadata.path, key],
    `${typeNameOf(value)}: ${REFUSED}`,
  );
  return [];
}

const nothingToWrite: JsonObject = new Map();

const fromText = (text: string): JsonObject | undefined => (text.includes('path') ? undefined : nothingToWrite);

const fromList = (item: JsonValue): JsonObject | undefined =>
  isArray(item) && !item.includes('path') ? nothingToWrite : undefined;

/** The file at `content_path`, if there is one. */
const contentOf = (item: JsonObject, { reading }: Metadata): TreeFile | undefined =>
  reading.tree.file(contentPathOf(item) ?? '');

/** Meant from openstack/ on. */
function contentPathOf(item: JsonObject): string | undefined {
  const contentPath = item.get('content_path');
  if (typeof contentPath !== 'string' || !/[^/]/.test(contentPath)) return undefined;
  return normalPath(`openstack/${contentPath}`);
}

function readInterfaces(value: JsonValue, metadata: Metadata, key: string): void {
  const { reading, path } = metadata;
  const contentPath = (isObject(value) ? contentPathOf(value) : undefined) ?? '';
  const file = reading.tree.file(contentPath);
  const place = [path, key, 'content_path'];
  if (file === undefined) {
    reading.findings.add('total', 'injected-file-missing', place, `no such file on the drive: ${REFUSED}`);
  } else if (file.text === null) {
    reading.findings.add('total', 'text-not-utf8', place, `the file named here is not UTF-8: ${REFUSED}`);
  } else reading.interfaces = { place, path: contentPath };
}
