import { describe, expect, it } from 'vitest';
import { memoryBackend } from './memory-backend.ts';
import { testBackend } from './testing/index.ts';

describe('images in memory', () => {
  for (const { name, run } of testBackend(() => {
    const backend = memoryBackend();
    return { open: () => backend };
  }))
    it(name, run);

  it('say where they are, and when they were written', async () => {
    const modified = new Date('2024-02-29T12:34:56Z');
    const backend = memoryBackend({ label: 'memory:here/', now: () => modified });
    expect(await backend.remove('a.iso')).toEqual({ outcome: 'no-directory' });
    await backend.replace('a.iso', () => new Uint8Array(3));
    expect(backend.pathOf('a.iso')).toBe('memory:here/a.iso');
    expect(await backend.stat('a.iso')).toEqual({ version: '1', byteLength: 3, modified });
  });
});
