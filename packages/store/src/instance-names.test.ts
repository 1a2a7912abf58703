import { describe, expect, it } from 'vitest';
import { checkedInstance, imageNameOf, instanceIn } from './instance-names.ts';

const LONGEST = 'v'.repeat(251);

describe('names of instances', () => {
  it.each(['i-2-10-VM', 'instance-0000001a', 'r_4.example', '9', LONGEST])('may be %s', (name) => {
    expect(checkedInstance(name)).toBe(name);
    expect(instanceIn(imageNameOf(name))).toBe(name);
  });

  it.each([
    '',
    '.',
    '..',
    '../i-2-10-VM',
    '/etc/passwd',
    'a/b',
    'a\\b',
    '.hidden',
    '-rf',
    'a b',
    'a\0',
    'a\n',
    'ä',
    'C:',
    `${LONGEST}v`,
    7,
    undefined,
  ])('are refused when they could lead elsewhere: %j', (name) => {
    expect(() => checkedInstance(name as string)).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code: 'instance-name-invalid' }),
    );
  });

  it('are told from other files of the directory', () => {
    const others = ['i-2-10-VM', '.configdrive-0.iso', 'volume.properties', '.iso', 'a b.iso', 'i-2-10-VM.ISO'];
    expect(others.map(instanceIn)).toEqual(others.map(() => undefined));
  });
});
