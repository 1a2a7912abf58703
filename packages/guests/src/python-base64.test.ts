/** What Python itself said of these texts. */
import { expect, it } from 'vitest';
import { isPythonBase64 } from './python-base64.ts';

it.each<[string, boolean]>([
  ['YQ==', true],
  ['YQ=', false],
  ['YQ=x=', true],
  ['YWJj # and: more', false],
  ['YWJj\nZGVm\n', true],
  ['YWJjé', false],
  ['YQ==é', false],
  ['', true],
  ['=', true],
  ['YQ==tail', true],
  ['+/+/', true],
])('%j: %s', (text, isTaken) => {
  expect(isPythonBase64(text)).toBe(isTaken);
});
