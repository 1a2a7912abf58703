/** Contents of files, piece by piece or whole. */
import { type Content, piecesOf } from 'iso9660-format';

export const piecesOfContent = (content: Content): AsyncIterable<Uint8Array> | Iterable<Uint8Array> =>
  piecesOf(typeof content === 'string' ? Buffer.from(content) : content);

export async function wholeContent(content: Content): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of piecesOfContent(content)) pieces.push(piece);
  return Buffer.concat(pieces);
}
