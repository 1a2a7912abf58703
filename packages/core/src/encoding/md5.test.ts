import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { passwordMd5, passwordMd5AsNumber } from './md5.ts';

it.each([
  ['Passw0rd', 'd41e98d1eafa6d6011d3a70f1a5b92f0', 'd41e98d1eafa6d6011d3a70f1a5b92f0'],
  ['Paaf7', '0025a50cf778358a60cedf5f6818ea2e', '25a50cf778358a60cedf5f6818ea2e'],
  ['jk8ssl', '0000000018e6137ac2caab16074784a6', '18e6137ac2caab16074784a6'],
])('vector %# has the digest CloudStack writes without its leading zeros', (password, digest, asNumber) => {
  expect(passwordMd5(password)).toBe(digest);
  expect(passwordMd5AsNumber(password)).toBe(asNumber);
});

it('agrees with OpenSSL on UTF-8', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      (text) => passwordMd5(text) === createHash('md5').update(text, 'utf8').digest('hex'),
    ),
  );
});
