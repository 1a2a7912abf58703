/** An image as text that a review can read: what lies where, the bytes of every area in rows, one hash over all. */
import { createHash } from 'node:crypto';
import { type ImageLayout, layOutImage, layoutText, slicesOf } from 'iso9660-writer';
import { areasOf, plannedImageOf, titleOf } from '../../packages/iso9660-writer/src/internal.ts';
import { OPTIONS } from '../writer/images.ts';
import type { GoldenCase } from './cases.ts';

const BLOCK = 2048;
const ROW = 16;
/** Files above this are not shown and not hashed. */
const SHOWN_BYTES = 2 ** 20;

export function goldenText({ name, about, entries, options }: GoldenCase): string {
  const layout = layOutImage(entries, { ...OPTIONS, ...options });
  const bytes = shownBytes(layout);
  const areas = Array.from(areasOf(plannedImageOf(layout)), (area) => {
    const offset = area.block * BLOCK;
    const rows = rowsOf(bytes.subarray(offset, offset + Math.ceil(area.byteLength / BLOCK) * BLOCK), offset);
    return rows.length === 0 ? '' : `\n${titleOf(area)}\n${rows.join('\n')}\n`;
  });
  const hash = createHash('sha256').update(bytes).digest('hex');
  return `${name}: ${about}\nmade by: npm run generate -- golden --accept\n\n${layoutText(layout)}${areas.join('')}\nsha256 ${hash} of ${bytes.length} bytes\n`;
}

/** The image up to its first large file. */
function shownBytes(layout: ImageLayout): Uint8Array {
  const large = layout.files.byteLengths.findIndex((length) => length > SHOWN_BYTES);
  const byteLength = large === -1 ? layout.byteLength : layout.files.blocks[large]! * BLOCK;
  const [slice] = slicesOf(layout, new Uint8Array(byteLength));
  return slice ?? new Uint8Array(0);
}

/** `00008000  0143 4430 …  .CD001…`, without rows of zeros; `*` stands for more rows like the last. */
function rowsOf(bytes: Uint8Array, offset: number): readonly string[] {
  const rows: string[] = [];
  let last = '';
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = Buffer.from(bytes.subarray(at, at + ROW));
    const hex = row.toString('hex');
    if (hex === last) {
      if (rows.at(-1) !== '*') rows.push('*');
      continue;
    }
    last = /^0*$/.test(hex) ? '' : hex;
    if (last === '') continue;
    const text = row.toString('latin1').replace(/[^\x21-\x7e]/g, '.');
    rows.push(`${(offset + at).toString(16).padStart(8, '0')}  ${hex.match(/.{4}/g)?.join(' ')}  ${text}`);
  }
  return rows;
}
