/** Files of an image by their paths, as people type them, and their contents. */
import { InvalidInputError, type Issue, printable } from '@configdrive/issues';
import { type Content, piecesOf } from 'iso9660-format';
import type { Image, ImageRecord } from 'iso9660-reader';
import type { CommandIssueCode } from '../framework/codes.ts';

export interface ImageFile {
  readonly path: string;
  readonly byteLength: number;
  readonly content: Content;
}

/** The files of these paths. All that is wrong with them is told together. @throws InvalidInputError */
export async function filesAt(image: Image, typed: readonly string[]): Promise<readonly ImageFile[]> {
  const records = await image.records();
  const byPath = new Map(records.map((record) => [record.path, record]));
  const files: ImageFile[] = [];
  const faults: Issue[] = [];
  for (const path of typed.map(plainPath)) {
    const file = fileOf(path, byPath);
    if (file === undefined) faults.push(faultOf(path, byPath));
    else files.push(file);
  }
  const [first, ...rest] = faults;
  if (first !== undefined) throw new InvalidInputError([first, ...rest]);
  return files;
}

/** `/openstack//latest/` is `openstack/latest`. */
const plainPath = (typed: string): string =>
  typed
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/');

type Records = ReadonlyMap<string, ImageRecord>;

function fileOf(path: string, records: Records): ImageFile | undefined {
  const record = records.get(path);
  if (record?.kind !== 'file') return undefined;
  const { content, sameAs } = record.entry;
  const shared = content ?? (sameAs === undefined ? undefined : records.get(sameAs)?.entry.content);
  return shared === undefined ? undefined : { path, byteLength: record.byteLength, content: shared };
}

function faultOf(path: string, records: Records): Issue {
  const record = records.get(path);
  const code: CommandIssueCode = record === undefined ? 'path-missing' : 'path-not-file';
  const message =
    record === undefined ? missingText(path, records) : `is a ${record.kind.replace('-', ' ')}, not a file`;
  return { code, severity: 'error', place: [path === '' ? '/' : path], message };
}

/** Who has the name right has only forgotten where it is. */
function missingText(path: string, records: Records): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const namesakes = [...records.values()].filter(
    (record) => record.kind === 'file' && record.path.toLowerCase().split('/').at(-1) === name,
  );
  const [first] = namesakes;
  if (first === undefined) return 'is not on the image; configdrive inspect shows what is';
  return `is not on the image; did you mean ${printable(first.path)}?`;
}

/** Gives a content piece by piece. */
export const piecesOfContent = (content: Content): AsyncIterable<Uint8Array> | Iterable<Uint8Array> =>
  piecesOf(typeof content === 'string' ? Buffer.from(content) : content);

/** Gives a content as one array of bytes. */
export async function wholeContent(content: Content): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of piecesOfContent(content)) pieces.push(piece);
  return Buffer.concat(pieces);
}
