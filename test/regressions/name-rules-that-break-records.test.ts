/** Joliet names of 111 units and more, or identifier rules of one's own, made records longer than their length byte can say. */
import { identifierRules } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { filesNamed, imageOf, refusalsOf } from '../writer/images.ts';
import { rawRecords, rawTree } from '../writer/raw-image.ts';

const codes = (options: Parameters<typeof refusalsOf>[1]) => refusalsOf([], options).map(({ code }) => code);

describe('options for names', () => {
  it.each([0, -1, 63, 104, 111, 200, 64.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'Joliet names of at most %d units are refused',
    (maximumUnits) => {
      expect(codes({ joliet: { maximumUnits } })).toEqual(['option-invalid']);
    },
  );

  it.each([
    [{ maximumFileLength: 32 }],
    [{ maximumDirectoryLength: 200 }],
    [{ maximumNameLength: 0 }],
    [{ maximumExtensionLength: -1 }],
    [{ maximumFileLength: Number.NaN, maximumDirectoryLength: 1.5 }],
  ])('identifier rules with %j are refused', (part) => {
    const refused = codes({ identifiers: { ...identifierRules.relaxed, ...part } });
    expect(refused).toEqual(Object.keys(part).map(() => 'option-invalid'));
  });

  it('rules of one’s own within the limits are taken', () => {
    const identifiers = { ...identifierRules['level-1'], name: 'mine', letterCase: 'kept' } as const;
    const { bytes } = imageOf(filesNamed(['Mixed-Case.json']), { identifiers });
    expect(rawRecords(rawTree(bytes, 'plain')).map(({ identifier }) => identifier)).toEqual(['Mixed_Ca.jso;1']);
  });
});
