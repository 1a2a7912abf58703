/** `/a` made a second file called `a` beside the entry `a`: two equal names in one directory, and no word about it. */
import { describe, expect, it } from 'vitest';
import { filesNamed, refusalsOf } from '../writer/images.ts';

describe('a path that begins with a slash', () => {
  it.each(['/a', '//a', '/', '/a/b'])('%s is refused', (path) => {
    expect(refusalsOf(filesNamed([path])).map(({ code }) => code)).toContain('path-invalid');
  });

  it('does not meet the path without it', () => {
    expect(refusalsOf(filesNamed(['/a', 'a']))).toMatchObject([{ code: 'path-invalid', place: ['entries', '/a'] }]);
  });
});
