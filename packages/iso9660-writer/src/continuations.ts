/**
 * System use areas that may not fit into their record (SUSP 5.1): entries split over the record and continuation blocks.
 * Measuring and writing ask the same functions.
 */
import { BLOCK_SIZE, continuationArea, positionOfGroup } from 'iso9660-format';
import type { PlannedRecord } from './planned.ts';
import { itemsOf, type SystemUseItem } from './rock-ridge.ts';

/** Entries split into areas: the first in the record, the others in continuation blocks, each but the last with a CE. */
function systemUseAreas(items: readonly SystemUseItem[], room: number): SystemUseItem[][] {
  const areas: SystemUseItem[][] = [];
  let area: SystemUseItem[] = [];
  let free = room;
  let rest = items.reduce((sum, item) => sum + item.byteLength, 0);
  for (const item of items) {
    // The area can end here only if a CE still fits behind what it has; so an item stays only if all the rest fits
    // too, or the CE does.
    const fits = rest <= free || item.byteLength + continuationArea.byteLength <= free;
    if (!fits) {
      areas.push(area);
      area = [];
      free = BLOCK_SIZE;
    }
    area.push(item);
    free -= item.byteLength;
    rest -= item.byteLength;
  }
  areas.push(area);
  return areas;
}

const lengthOf = (area: readonly SystemUseItem[], isLast: boolean): number =>
  area.reduce((sum, item) => sum + item.byteLength, isLast ? 0 : continuationArea.byteLength);

/** Bytes of a system use area: in the record, and where each continuation starts and ends in its directory's blocks. */
export interface SystemUseMeasure {
  readonly inlineLength: number;
  /** End of the directory's continuation blocks in use, from their start. */
  readonly continuationEnd: number;
}

export function measureSystemUse(
  record: PlannedRecord,
  room: number,
  continuationAt: number,
  timestamp: Date,
): SystemUseMeasure {
  const areas = systemUseAreas(itemsOf(record, timestamp), room);
  const positions = continuationPositions(areas, continuationAt);
  const last = areas.length - 1;
  return {
    inlineLength: lengthOf(areas[0]!, last === 0),
    continuationEnd: last === 0 ? continuationAt : positions[last]! + lengthOf(areas[last]!, true),
  };
}

/** R94: a continuation lies in one block. The first area is in the record; its position is not used. */
function continuationPositions(areas: readonly SystemUseItem[][], continuationAt: number): number[] {
  let at = continuationAt;
  return areas.map((area, index) => {
    if (index === 0) return 0;
    const length = lengthOf(area, index === areas.length - 1);
    const position = positionOfGroup(at, length);
    at = position + length;
    return position;
  });
}

/** Where the continuation blocks of a directory are: in the caller's bytes, and on disk. */
export interface ContinuationBlocks {
  readonly offset: number;
  readonly block: number;
}

/** A record that goes the long way, as it was measured. */
export interface LongRecord {
  readonly record: PlannedRecord;
  readonly room: number;
  readonly continuationAt: number;
  readonly timestamp: Date;
}

export function writeSystemUse(long: LongRecord, target: Uint8Array, at: number, blocks: ContinuationBlocks): void {
  const areas = systemUseAreas(itemsOf(long.record, long.timestamp), long.room);
  const positions = continuationPositions(areas, long.continuationAt);
  for (const [index, area] of areas.entries()) {
    let next = index === 0 ? at : blocks.offset + positions[index]!;
    for (const item of area) {
      item.write(target, next);
      next += item.byteLength;
    }
    const following = areas[index + 1];
    if (following === undefined) return;
    const position = positions[index + 1]!;
    continuationArea.write(target, next, {
      block: blocks.block + Math.floor(position / BLOCK_SIZE),
      offset: position % BLOCK_SIZE,
      byteLength: lengthOf(following, index + 1 === areas.length - 1),
    });
  }
}
