/**
 * SSH keys as cloudbase-init takes them: the values of `public_keys` and the `ssh` ones of `keys`, each once. One fault, and
 * it takes none.
 */

import { stripped } from '@configdrive/core/internal';
import { utf8ByteLength } from 'iso9660-format';
import { typeNameOf } from '../documents.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestKey } from '../guest-view.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { isTruthy } from '../python.ts';

export function readCloudbaseKeys({ findings, view }: GuestReading, path: string, metadata: JsonObject): void {
  const found = [namedKeys(metadata.get('public_keys')), listedKeys(metadata.get('keys'))];
  const keys = new Map<string, GuestKey>();
  for (const [index, key] of (['public_keys', 'keys'] as const).entries()) {
    const entries = found[index];
    if (entries === undefined || entries.some(({ line }) => typeof line !== 'string')) {
      const what = typeNameOf(metadata.get(key) ?? null);
      findings.add(
        'minor',
        'public-keys-unread',
        [path, key],
        `${what} that cloudbase-init stumbles over: it takes no key`,
      );
      return;
    }
    for (const { name, line } of entries) {
      const text = typeof line === 'string' ? stripped(line) : '';
      if (!keys.has(text)) keys.set(text, { name, byteLength: utf8ByteLength(text) });
    }
  }
  if (keys.size > 0) view.keys = [...keys.values()];
}

interface FoundKey {
  readonly name: string | undefined;
  readonly line: JsonValue | undefined;
}

/** Undefined where Python stumbles. */
function namedKeys(value: JsonValue | undefined): readonly FoundKey[] | undefined {
  if (value === undefined || !isTruthy(value)) return [];
  return isObject(value) ? Array.from(value, ([name, line]) => ({ name, line })) : undefined;
}

function listedKeys(value: JsonValue | undefined): readonly FoundKey[] | undefined {
  if (value === undefined || !isTruthy(value)) return [];
  if (!isArray(value) || value.some((item) => !isObject(item) || !item.has('type'))) return undefined;
  return value
    .filter(isObject)
    .filter((item) => item.get('type') === 'ssh')
    .map((item) => ({ name: nameOf(item), line: item.get('data') }));
}

function nameOf(item: JsonObject): string | undefined {
  const name = item.get('name');
  return typeof name === 'string' ? name : undefined;
}
