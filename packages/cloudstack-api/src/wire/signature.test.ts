import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from './decode.ts';
import { type Encoding, encodings, type NameOrder, signedLine } from './encodings.ts';
import { type Refusal, sign, type VerifyOptions, verificationError, verify } from './signature.ts';

const NOW = new Date('2026-01-15T09:00:00Z');
const SECRET = 'secret-key';
const options: VerifyOptions = { secretOf: (key) => (key === 'k' ? SECRET : undefined), now: NOW };

const parameters = new Map([
  ['apiKey', 'k'],
  ['command', 'listZones'],
  ['Name', "a~b*c[d](e)!'f g+h&i=é😀"],
  ['zz', '/'],
  ['response', 'json'],
  ['AB', '1'],
  ['aa', '2'],
]);

/** Made by Python: quote, hmac, hashlib. */
const vectors: readonly (readonly [encoding: Encoding, order: NameOrder, signature: string])[] = [
  ['java', 'as-sent', 'UPbWzFFOKFeAuldAS/VIuIWUfN8='],
  ['rfc3986', 'as-sent', 'RYCQ4pcxAQEjazmr2fqVVYLWOhY='],
  ['rfc3986-asterisk', 'as-sent', '+ZDKKETwdjjVFi6tFJLvce9EtZk='],
  ['rfc3986-asterisk-brackets', 'as-sent', '40qVvbr1E5ZtsKpDgEw5jaMjXzk='],
  ['encodeURIComponent', 'as-sent', 'b0Qx4YdIDn+aIPXvgCQbXRQClsM='],
  ['java', 'lower-case', 'Y0xtv1dZIreLv1I+GhRvLv5UHQA='],
  ['rfc3986', 'lower-case', 'nhAlUUkg5iYWl05ABXi0Wcpdd44='],
  ['rfc3986-asterisk', 'lower-case', 'IVbsPUig7KNIIwfW1HddV2L17CU='],
  ['rfc3986-asterisk-brackets', 'lower-case', 'r9deLyJYjbnt2Rc/3LaXwX9vDjU='],
  ['encodeURIComponent', 'lower-case', '9yAp+7ZGgHIhKAJ2SPjWpLUjdFc='],
];

const signed = (signature: string, given: ReadonlyMap<string, string> = parameters): ReadonlyMap<string, string> =>
  new Map([...given, ['signature', signature]]);

describe('the signed line', () => {
  it('is Java’s, sorted by names as they are sent', () => {
    expect(signedLine(signed('x'))).toBe(
      'ab=1&name=a%7eb*c%5bd%5d%28e%29%21%27f%20g%2bh%26i%3d%c3%a9%f0%9f%98%80&aa=2&apikey=k&command=listzones&response=json&zz=%2f',
    );
  });
});

describe.each(vectors)('%s, names %s', (encoding, order, signature) => {
  it('signs as Python does', () => {
    expect(sign(parameters, SECRET, { encoding, order })).toBe(signature);
  });

  it('is verified, and told', async () => {
    expect(await verify(signed(signature), options)).toEqual({
      isVerified: true,
      apiKey: 'k',
      version: 1,
      encoding,
      order,
    });
  });

  it('is refused where only Java’s form is taken', async () => {
    const { isVerified } = await verify(signed(signature), { ...options, onlyJava: true });
    expect(isVerified).toBe(encoding === 'java' && order === 'as-sent');
  });
});

const expiring = (expires: string | undefined, version = '3'): ReadonlyMap<string, string> => {
  const more = new Map([...parameters, ['signatureversion', version]]);
  if (expires !== undefined) more.set('expires', expires);
  return signed(sign(more, SECRET), more);
};

const without = (name: string): ReadonlyMap<string, string> =>
  new Map([...signed('x')].filter(([other]) => other !== name));

describe('refusals', () => {
  it.each<[Refusal, boolean, ReadonlyMap<string, string>, Partial<VerifyOptions>]>([
    ['api-key-missing', false, without('apiKey'), {}],
    ['signature-missing', false, parameters, {}],
    ['api-key-unknown', false, signed('x', new Map([...parameters, ['apiKey', 'other']])), {}],
    ['api-key-unknown', false, signed('x'), { secretOf: () => '' }],
    ['signature-wrong', false, signed('x'), {}],
    ['signature-wrong', false, signed(`${sign(parameters, SECRET).slice(0, -2)}==`), {}],
    ['version-3-required', true, signed(sign(parameters, SECRET)), { mustExpire: true }],
    ['expires-missing', true, expiring(undefined), {}],
    ['expires-invalid', true, expiring('soon'), {}],
    ['expired', true, expiring('2026-01-15T08:59:59+0000'), {}],
    ['expires-too-far', true, expiring('2026-01-15T09:15:01+0000'), { mustExpire: true }],
  ])('%s', async (refusal, isHolder, request, more) => {
    const verification = await verify(request, { ...options, ...more });
    expect(verification).toEqual({ isVerified: false, refusal, isHolder });
    const { errorCode, message } = verificationError({ refusal, isHolder });
    expect(errorCode).toBe(401);
    expect(message.startsWith('unable to verify user credentials and/or request signature')).toBe(true);
    expect(message.endsWith('signature')).toBe(!isHolder);
  });

  it('say nothing of time to who does not hold the key', async () => {
    const request = new Map([...expiring('2026-01-15T08:00:00+0000'), ['signature', 'x']]);
    expect(await verify(request, options)).toMatchObject({ refusal: 'signature-wrong', isHolder: false });
  });
});

it.each(['2026-01-15T09:00:00+0000', '2026-01-15T10:14:59+0100', '2026-01-15T09:10:00Z', '2026-01-15T09:10:00+00:00'])(
  'version 3 that expires at %s is verified',
  async (expires) => {
    expect(await verify(expiring(expires), { ...options, mustExpire: true })).toMatchObject({
      isVerified: true,
      version: 3,
    });
  },
);

it('without enforcement, version 3 may expire in years', async () => {
  expect(await verify(expiring('2036-01-15T09:00:00+0000'), options)).toMatchObject({ isVerified: true });
});

it('waits for a secret, and takes another implementation of HMAC', async () => {
  const hmacSha1 = (key: string, message: string): Uint8Array => Uint8Array.of(key.length, message.length & 255);
  const request = signed(sign(parameters, SECRET, { hmacSha1 }));
  expect(await verify(request, { ...options, secretOf: async () => SECRET, hmacSha1 })).toMatchObject({
    isVerified: true,
  });
});

const names = fc
  .string({ minLength: 1, maxLength: 12 })
  .filter((name) => !/[&=]/.test(name) && !/^(?:signature|apikey|signatureversion|expires)$/i.test(name));
const requests = fc.dictionary(names, fc.string({ unit: 'grapheme' }), { maxKeys: 8 });
const forms = fc.record({
  encoding: fc.constantFrom(...(Object.keys(encodings) as Encoding[])),
  order: fc.constantFrom<NameOrder>('as-sent', 'lower-case'),
});

describe('whatever is signed', () => {
  it('in any form is verified, over the wire, too', async () => {
    await fc.assert(
      fc.asyncProperty(requests, forms, async (request, form) => {
        const sent = new Map([...Object.entries(request), ['apiKey', 'k']]);
        // Names that differ only in case have no order in lower case.
        fc.pre(new Set([...sent.keys()].map((name) => name.toLowerCase())).size === sent.size);
        const arrived = decode(encode(signed(sign(sent, SECRET, form), sent)));
        expect(await verify(arrived, options)).toMatchObject({ isVerified: true, apiKey: 'k' });
      }),
    );
  });

  it('with one character changed is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        requests,
        forms,
        fc.nat(),
        fc.constantFrom('x', '1', '~', '*', ' '),
        async (request, form, at, other) => {
          const [changed, ...rest] = Object.keys(request);
          fc.pre(changed !== undefined);
          const sent = new Map([...Object.entries(request), ['apiKey', 'k']]);
          fc.pre(new Set([...sent.keys()].map((name) => name.toLowerCase())).size === sent.size && rest.length >= 0);
          const value = sent.get(changed) ?? '';
          const place = at % (value.length + 1);
          const damaged = `${value.slice(0, place)}${other}${value.slice(place + 1)}`;
          // Values that differ only in case share a signature, as upstream.
          fc.pre(damaged.toLowerCase().toWellFormed() !== value.toLowerCase().toWellFormed());
          const arrived = new Map([...sent, [changed, damaged], ['signature', sign(sent, SECRET, form)]]);
          expect(await verify(arrived, options)).toMatchObject({ isVerified: false, refusal: 'signature-wrong' });
        },
      ),
    );
  });
});
