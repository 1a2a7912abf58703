/** Dividing a batch among machines by the names of its instances, with nothing to talk about between them. */
import { createHash } from 'node:crypto';
import { checkArguments, text as someText } from '@configdrive/issues/arguments';

/** One part of a fleet that is divided into `count` parts; parts are counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

const MOST_SHARDS = 1_000_000;

/** Reads a shard such as `2/8`; undefined for a text that is not one. */
export function shardOf(text: string): Shard | undefined {
  checkArguments(['text', someText, text]);
  const [, index, count] = (/^([1-9][0-9]{0,6})\/([1-9][0-9]{0,6})$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined || index > count || count > MOST_SHARDS) return undefined;
  return { index, count };
}

const HASH_BYTES = 6;

/** Tells whether a name is in a part: the first 48 bits of its SHA-256, modulo the number of parts, counted from 0. */
export const isIn = ({ index, count }: Shard, name: string): boolean =>
  createHash('sha256').update(name).digest().readUIntBE(0, HASH_BYTES) % count === index - 1;
