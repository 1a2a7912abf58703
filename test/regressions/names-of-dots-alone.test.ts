/**
 * A file called `...` had the identifier `...;1`: Linux without Rock Ridge and libarchive drop a dot at the end and saw
 * `..`, which leads out of the directory; 7-Zip saw `..` in the Joliet tree.
 */
import { describe, expect, it } from 'vitest';
import { filesNamed, identifiersOf, imageOf } from '../writer/images.ts';

describe('names of dots alone', () => {
  it('are underscores in the plain and the Joliet tree', () => {
    const { layout } = imageOf([...filesNamed(['...', '....']), { path: 'd/.....' }]);
    expect(identifiersOf(layout, 'plain')).toEqual(['/___.', '/____.', '/d', 'd/_____']);
    expect(identifiersOf(layout, 'joliet')).toEqual(['/___', '/____', '/d', 'd/_____']);
  });

  it.each(['level-1', 'relaxed'] as const)('never become what leads elsewhere in %s', (identifiers) => {
    const names = ['...', '.. ', '. .', '..a'];
    const { layout } = imageOf(filesNamed(names), { identifiers }, ['R77']);
    const shown = identifiersOf(layout).map((identifier) => identifier.slice(1).replace(/\.$/, ''));
    expect(shown).not.toContain('..');
    expect(shown).not.toContain('.');
    expect(shown).not.toContain('');
  });
});
