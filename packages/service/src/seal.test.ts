import { describe, expect, it } from 'vitest';
import { generateKey, sealerOf } from './seal.ts';

const place = { table: 'instance', column: 'password', id: '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11' };
const sealer = sealerOf(generateKey());
const CONTENT = 'canary-7f3a';

describe('what is sealed', () => {
  it.each(['', CONTENT, 'ü\u0000\n', 'x'.repeat(1_048_576)])('opens in its place (%#)', (content) => {
    expect(sealer.openText(sealer.seal(content, place), place)).toBe(content);
  });

  it('holds bytes as they are', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
    expect([...sealer.open(sealer.seal(bytes, place), place)]).toEqual([...bytes]);
  });

  it('is another text each time, names its key, and holds nothing of the content', () => {
    const [first, second] = [sealer.seal(CONTENT, place), sealer.seal(CONTENT, place)];
    expect(first).not.toBe(second);
    expect(first).toMatch(new RegExp(`^v1\\.${sealer.keyId}\\.[\\w-]+$`));
    expect(Buffer.from(first.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('canary');
  });

  it.each([
    ['table', { ...place, table: 'user' }],
    ['column', { ...place, column: 'user_data' }],
    ['row', { ...place, id: place.id.replace('6', '7') }],
    ['place of the same letters', { table: 'instancep', column: 'assword', id: place.id }],
  ])('does not open in another %s', (_, other) => {
    expect(() => sealer.open(sealer.seal(CONTENT, place), other)).toThrow(
      expect.objectContaining({ code: 'sealed-value-invalid' }),
    );
  });

  it('does not open with another key, or when any bit of it was changed', () => {
    const sealed = sealer.seal(CONTENT, place);
    expect(() => sealerOf(generateKey()).open(sealed, place)).toThrow('another key');
    const [version, keyId, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (const at of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const forged = [version, keyId, changed.toString('base64url')].join('.');
      expect(() => sealer.open(forged, place)).toThrow('was changed');
    }
  });

  it.each(['', 'v1', 'v2.00000000.AAAA', 'v1.x.y.z', 'plain'])('is not any text: %j', (text) => {
    expect(() => sealer.open(text, place)).toThrow(expect.objectContaining({ code: 'sealed-value-invalid' }));
  });

  it.each([0, 11, 12, 27])('is not a text that is cut to %i bytes', (length) => {
    const text = `v1.${sealer.keyId}.${Buffer.alloc(length).toString('base64url')}`;
    expect(() => sealer.open(text, place)).toThrow('was changed');
  });
});

describe('a key', () => {
  it('has 256 random bits and may have white space around it', () => {
    const key = generateKey();
    expect(Buffer.from(key, 'base64url')).toHaveLength(32);
    expect(generateKey()).not.toBe(key);
    expect(sealerOf(`${key}\n`).keyId).toBe(sealerOf(key).keyId);
  });

  it.each(['', 'abc', 'A'.repeat(42), `${'A'.repeat(43)}=`, '!'.repeat(43)])(
    'is refused unless it is one: %j',
    (key) => {
      expect(() => sealerOf(key)).toThrow(expect.objectContaining({ code: 'service-key-invalid' }));
    },
  );
});
