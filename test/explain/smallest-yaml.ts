/** The smallest texts of what PyYAML and explain once read differently; PyYAML is asked in yaml.test.ts. */

/** What they are, the text, and whether it is taken. */
export const ONCE_DIFFERENT: readonly (readonly [what: string, text: string, isTaken: boolean])[] = [
  ['a document that ends twice', 'a: b\n...\n...\n', true],
  ['and with remarks in between', 'a: b\n...\n# c\n...', true],
  ['a dash before a comma', '[-, a, -,-]', true],
  ['a dash before a comma in braces', '{a: -, b: -}', true],
  ['a dash before a bracket', '[-]', true],
  ['dashes in quotation marks and in a text', '[\'-,\', "-", a-]', true],
  ['a key that is nothing behind its mark', '- ? \n- a\n', true],
  ['a number for a key as Python writes it', '.50: a\n1.: b\n-0.0: c\n', true],
  ['a remark behind the mark of a block text', 'a: |- # b\n  c\n', true],
  ['an anchor of letters', 'a: &b-1_ c\n', true],
  ['a quotation mark that is doubled, and closed', "a: 'b'''", true],
  ['a remark that touches the mark of a block text', 'a: |#b\n  c\n', false],
  ['a tab behind the mark of a block text', 'a: >\t\n  c\n', false],
  ['an anchor of other characters', "a: &b' c\n", false],
  ['an anchor that runs into a remark', 'a: &b#c\n', false],
  ['a doubled quotation mark at the end of the text', "a: 'b''", false],
  ['an escaped quotation mark at the end of the text', 'a: "b\\"', false],
  ['the end of a document that has not begun', '...\na: b\n', false],
  ['a value without its key', ': b\n', false],
  ['two documents', 'a: b\n...\nc: d\n', false],
  ['a list inside of brackets', '[- a]', false],
  ['a dash before a blank in brackets', '[a, - , b]', false],
];

export const SMALLEST: readonly string[] = ONCE_DIFFERENT.map(([, text]) => text);
