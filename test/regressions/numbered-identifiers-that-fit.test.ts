/** A colliding name with a long extension got its number in front of all of it: 33 characters where 31 are allowed. */
import { identifierParts, identifierRules } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { filesNamed, identifiersOf, imageOf } from '../writer/images.ts';

describe('identifiers of colliding names', () => {
  it.each(['level-1', 'level-2', 'level-3', 'relaxed'] as const)('are within the limits of %s', (level) => {
    const stems = ['', '-', '_', '+', 'a-', 'a_', 'seven-7', 'seven_7'];
    const extensions = ['', '.x', `.${'e'.repeat(29)}`, `.${'e'.repeat(30)}`, `.${'e'.repeat(80)}`];
    const names = stems
      .flatMap((stem) => extensions.map((extension) => stem + extension))
      .filter((name) => name !== '');
    const { layout } = imageOf(filesNamed(names), { identifiers: level, joliet: { maximumUnits: 103 } }, ['R73']);
    const identifiers = identifiersOf(layout).map((identifier) => identifier.slice(1));
    const rules = identifierRules[level];
    expect(new Set(identifiers.map((identifier) => identifier.toUpperCase())).size).toBe(names.length);
    for (const identifier of identifiers) {
      const { name, extension } = identifierParts(identifier);
      expect(identifier.length).toBeLessThanOrEqual(rules.maximumFileLength);
      expect(extension.length).toBeLessThanOrEqual(rules.maximumExtensionLength);
      expect(name.length).toBeLessThanOrEqual(rules.maximumNameLength);
    }
  });
});
