/** What our reader sees of an image, in the shape that all foreign readers are compared in. */
import { readFileSync } from 'node:fs';
import { type ImageRecord, type Namespace, openImageSync, type RecordKind, type SyncImage } from 'iso9660-reader';
import { byPath, type SeenEntry, type SeenType, sha256Of } from '../support/seen.ts';

export const imageAt = (path: string): SyncImage => openImageSync(new Uint8Array(readFileSync(path)));

const TYPES: Readonly<Record<RecordKind, SeenType>> = {
  file: 'file',
  directory: 'directory',
  'symbolic-link': 'symlink',
  'block-device': 'device',
  'character-device': 'device',
  fifo: 'other',
  socket: 'other',
};

export const seenByUs = (image: SyncImage, namespace: Namespace): readonly SeenEntry[] =>
  image
    .records({ namespace })
    .map((record) => seenOf(image, namespace, record))
    .sort(byPath);

function seenOf(image: SyncImage, namespace: Namespace, { path, kind, entry, ...record }: ImageRecord): SeenEntry {
  const { mode, uid, gid, modified, target } = entry;
  const type = TYPES[kind];
  const bytes = type === 'file' ? image.readSync(path, { namespace }) : undefined;
  return {
    path,
    type,
    ...(bytes === undefined ? {} : { byteLength: bytes.byteLength, sha256: sha256Of(bytes), extent: record.block }),
    ...(mode === undefined ? {} : { mode: mode & 0o7777 }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(record.linkCount === undefined ? {} : { nlink: record.linkCount }),
    ...(modified === undefined ? {} : { modified: modified.getTime() / 1000 }),
    ...(target === undefined ? {} : { target }),
  };
}
