import { describe, expect, it } from 'vitest';
import { type Chunk, chunksOf } from './chunks.ts';
import { newKey } from './fingerprints.ts';
import { isIn } from './shard.ts';

const key = newKey();
const LIMIT = 1000;

async function chunksIn(pieces: readonly string[], shard?: { index: number; count: number }): Promise<Chunk[]> {
  const source = (async function* () {
    for (const piece of pieces) yield Buffer.from(piece);
  })();
  const chunks: Chunk[] = [];
  for await (const chunk of chunksOf(source, { key, shard, lineByteLength: LIMIT })) chunks.push(chunk);
  return chunks;
}

const line = (instanceName: string): string => `${JSON.stringify({ instanceName })}\n`;
const many = Array.from({ length: 1000 }, (_, n) => line(`i-2-${n}-VM`)).join('');

describe('chunks', () => {
  it('hold each line with its number and name, its bytes one after the other', async () => {
    const [chunk] = await chunksIn([`\n${line('a')}  \r\nno json\n[1]\n{"instanceName":7}\n`]);
    expect(chunk?.lines).toEqual([
      { line: 2, instanceName: 'a', byteLength: 20 },
      { line: 4, instanceName: undefined, byteLength: 7 },
      { line: 5, instanceName: undefined, byteLength: 3 },
      { line: 6, instanceName: undefined, byteLength: 18 },
    ]);
    expect(Buffer.from(chunk?.bytes ?? []).toString()).toBe('{"instanceName":"a"}no json[1]{"instanceName":7}');
  });

  it('are of bounded size, and account for every byte', async () => {
    const chunks = await chunksIn([many]);
    expect(Math.max(...chunks.map(({ lines }) => lines.length))).toBe(128);
    expect(chunks.flatMap(({ lines }) => lines.map((each) => each.line))).toEqual(
      Array.from({ length: 1000 }, (_, n) => n + 1),
    );
    expect(chunks.reduce((sum, { sourceBytes }) => sum + sourceBytes, 0)).toBe(many.length);
  });

  it('do not wait for the next piece of a slow source', async () => {
    expect((await chunksIn([line('a'), line('b'), '\n'])).map(({ lines }) => lines.length)).toEqual([1, 1, 0]);
  });

  it('are read when they are wanted', async () => {
    let asked = 0;
    const source = (async function* () {
      for (;;) {
        asked++;
        yield Buffer.from(line(String(asked)));
      }
    })();
    const chunks = chunksOf(source, { key, shard: undefined, lineByteLength: LIMIT });
    await chunks.next();
    await chunks.next();
    expect(asked).toBe(2);
  });

  it('refuse the second line of a name, wherever it comes, and lines that are too long', async () => {
    const [first, second] = await chunksIn([
      line('a') + line('b'),
      `${line('b')}${'x'.repeat(LIMIT + 1)}\n${line('c')}`,
    ]);
    expect([first?.refused, second?.lines.map(({ instanceName }) => instanceName)]).toEqual([[], ['c']]);
    expect(second?.refused.map((each) => [each.line, each.issues[0].code, each.issues[0].message])).toEqual([
      [3, 'instance-name-twice', 'line 2 has it already'],
      [4, 'line-too-long', 'the line is longer than 1000 bytes'],
    ]);
  });

  it('of one shard hold its names; lines without one are told by one shard, too', async () => {
    const text = `${many}no json\n${'x'.repeat(LIMIT + 1)}\n`;
    const shards = await Promise.all([1, 2, 3].map((index) => chunksIn([text], { index, count: 3 })));
    const told = shards.map((chunks) =>
      chunks.flatMap(({ lines, refused }) => [...lines, ...refused].map((each) => each.line)),
    );
    expect(told.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 1002 }, (_, n) => n + 1));
    for (const [at, chunks] of shards.entries()) {
      const names = chunks.flatMap(({ lines }) => lines.flatMap(({ instanceName }) => instanceName ?? []));
      expect(names.every((name) => isIn({ index: at + 1, count: 3 }, name))).toBe(true);
      expect(chunks.reduce((sum, { elsewhere }) => sum + elsewhere, 0)).toBe(1002 - (told[at]?.length ?? 0));
    }
  });
});
