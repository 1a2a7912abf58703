/** Dividing a batch among machines by the names of its instances, with nothing to talk about between them. */
import { createHash } from 'node:crypto';

/** One of `count` parts, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

const MOST_SHARDS = 1_000_000;

/** `2/8`; undefined for what is none. */
export function shardOf(text: string): Shard | undefined {
  const [, index, count] = (/^([1-9][0-9]{0,6})\/([1-9][0-9]{0,6})$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined || index > count || count > MOST_SHARDS) return undefined;
  return { index, count };
}

const HASH_BYTES = 6;

/** Whether a name is in a part: the first 48 bits of its SHA-256, modulo the number of parts, counted from 0. */
export const isIn = ({ index, count }: Shard, name: string): boolean =>
  createHash('sha256').update(name).digest().readUIntBE(0, HASH_BYTES) % count === index - 1;
