import { describe, expect, it } from 'vitest';
import { ApiError, unknownCommand } from '../errors.ts';
import { commandEntry, commandNames } from '../table/commands.ts';
import { dateText } from './dates.ts';
import { decode } from './decode.ts';
import { type Format, formatOf, rootOf, serialise, serialiseError } from './serialise.ts';

const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const ID = '6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11';
const MANY = [
  {
    id: ID,
    name: 'a',
    nic: [],
    details: { rootdisksize: '8' },
    haenable: false,
    cpunumber: 0,
    hostid: null,
    created: '2026-01-15T09:01:00.123Z',
  },
  { name: 'b', nic: [{ deviceid: '0', isdefault: true }, { deviceid: '1' }] },
] as const;

const both = (write: (as: Format) => { body: string }): readonly string[] => [write('json').body, write('xml').body];

/** The shapes of facts: one object, list, empty list, page past the end, success. */
describe('shapes', () => {
  it.each<[string, readonly string[], string, string]>([
    [
      'one object',
      both((as) => serialise('getVMPassword', { encryptedpassword: '…' }, as)),
      '{"getvmpasswordresponse":{"password":{"encryptedpassword":"…"}}}',
      '<getvmpasswordresponse><password><encryptedpassword>…</encryptedpassword></password></getvmpasswordresponse>',
    ],
    [
      'a list',
      both((as) => serialise('listZones', { count: 1, items: [{ id: '…', name: 'z' }] }, as)),
      '{"listzonesresponse":{"count":1,"zone":[{"id":"…","name":"z"}]}}',
      '<listzonesresponse><count>1</count><zone><id>…</id><name>z</name></zone></listzonesresponse>',
    ],
    [
      'a list of two, with lists and maps within',
      both((as) => serialise('listVirtualMachines', { count: 2, items: MANY }, as)),
      `{"listvirtualmachinesresponse":{"count":2,"virtualmachine":[{"id":"${ID}","name":"a","created":"2026-01-15T09:01:00+0000","haenable":false,"cpunumber":0,"details":{"rootdisksize":"8"},"nic":[]},{"name":"b","nic":[{"isdefault":true,"deviceid":"0"},{"deviceid":"1"}]}]}}`,
      `<listvirtualmachinesresponse><count>2</count><virtualmachine><id>${ID}</id><name>a</name><created>2026-01-15T09:01:00+0000</created><haenable>false</haenable><cpunumber>0</cpunumber><details><rootdisksize>8</rootdisksize></details></virtualmachine><virtualmachine><name>b</name><nic><isdefault>true</isdefault><deviceid>0</deviceid></nic><nic><deviceid>1</deviceid></nic></virtualmachine></listvirtualmachinesresponse>`,
    ],
    [
      'an empty list',
      both((as) => serialise('listZones', { count: 0, items: [] }, as)),
      '{"listzonesresponse":{}}',
      '<listzonesresponse></listzonesresponse>',
    ],
    [
      'a page past the end',
      both((as) => serialise('listZones', { count: 37, items: [] }, as)),
      '{"listzonesresponse":{"count":37}}',
      '<listzonesresponse><count>37</count></listzonesresponse>',
    ],
    [
      'success',
      both((as) => serialise('deleteUserData', { success: true }, as)),
      '{"deleteuserdataresponse":{"success":true}}',
      '<deleteuserdataresponse><success>true</success></deleteuserdataresponse>',
    ],
    [
      'success with a text',
      both((as) => serialise('deleteUserData', { success: false, displaytext: 'a' }, as)),
      '{"deleteuserdataresponse":{"success":false,"displaytext":"a"}}',
      '<deleteuserdataresponse><success>false</success><displaytext>a</displaytext></deleteuserdataresponse>',
    ],
    [
      'a list of texts',
      both((as) =>
        serialise('listNetworkServiceProviders', { count: 1, items: [{ servicelist: ['Dhcp', 'a<b'] }] }, as),
      ),
      '{"listnetworkserviceprovidersresponse":{"count":1,"networkserviceprovider":[{"servicelist":["Dhcp","a<b"]}]}}',
      '<listnetworkserviceprovidersresponse><count>1</count><networkserviceprovider><servicelist>Dhcp</servicelist><servicelist>a&lt;b</servicelist></networkserviceprovider></listnetworkserviceprovidersresponse>',
    ],
    [
      'an error',
      both((as) => serialiseError('getVMPassword', new ApiError(431, 'a'), as)),
      '{"getvmpasswordresponse":{"uuidList":[],"errorcode":431,"errortext":"a"}}',
      '<getvmpasswordresponse><errorcode>431</errorcode><errortext>a</errortext></getvmpasswordresponse>',
    ],
    [
      'an unknown command',
      both((as) => serialiseError('bogus', unknownCommand('bogus'), as)),
      `{"errorresponse":{"uuidList":[],"errorcode":432,"errortext":"The given command 'bogus' either does not exist or is not available for user"}}`,
      '<errorresponse><errorcode>432</errorcode><errortext>The given command &apos;bogus&apos; either does not exist or is not available for user</errortext></errorresponse>',
    ],
  ])('%s', (_, [json, xml], wantedJson, wantedXml) => {
    expect(json).toBe(wantedJson);
    expect(xml).toBe(`${XML}${wantedXml}`);
  });

  it('have status and content type', () => {
    expect(serialise('listZones', { count: 0, items: [] }, 'json')).toMatchObject({
      status: 200,
      contentType: 'application/json; charset=UTF-8',
    });
    expect(serialiseError(undefined, new ApiError(401, 'a'), 'xml')).toEqual({
      status: 401,
      contentType: 'text/xml; charset=UTF-8',
      body: `${XML}<errorresponse><errorcode>401</errorcode><errortext>a</errortext></errorresponse>`,
    });
  });
});

describe('fields', () => {
  it('that the table does not have are left out', () => {
    const row = { name: 'z', secret: 'x' };
    expect(serialise('listZones', { count: 1, items: [row] }, 'json').body).not.toContain('secret');
  });

  it('that are declared as texts are written as texts', () => {
    const answer = serialise('listNics', { count: 1, items: [{ deviceid: 0 as unknown as string }] }, 'json');
    expect(answer.body).toContain('"deviceid":"0"');
  });

  it('of maps leave null out', () => {
    const details = { a: '1', b: null } as unknown as Record<string, string>;
    expect(serialise('listVirtualMachines', { count: 1, items: [{ details }] }, 'json').body).toContain(
      '"details":{"a":"1"}',
    );
  });
});

describe('XML', () => {
  const nameIn = (name: string): string =>
    serialise('listZones', { count: 1, items: [{ name }] }, 'xml').body.replace(/.*<name>|<\/name>.*/gs, '');

  it.each([
    [`<a> & "b" 'c'`, '&lt;a&gt; &amp; &quot;b&quot; &apos;c&apos;'],
    ['a\tb\nc\rd', 'a\tb\nc&#13;d'],
    ['\0\x1f\ufffe\uffff\ud800', '\ufffd\ufffd\ufffd\ufffd\ufffd'],
    ['é😀\u2028', 'é😀\u2028'],
  ])('escapes %j', (name, text) => {
    expect(nameIn(name)).toBe(text);
  });

  it('has elements of legal names for the keys of maps', () => {
    const details = { 'a b': '1', '2c': '2', 'cpu.speed-max_x': '3', '<': '4' };
    expect(serialise('listVirtualMachines', { count: 1, items: [{ details }] }, 'xml').body).toContain(
      '<details><_2c>2</_2c><a_b>1</a_b><cpu.speed-max_x>3</cpu.speed-max_x><_>4</_></details>'.replace(
        '<_2c>2</_2c><a_b>1</a_b>',
        '<a_b>1</a_b><_2c>2</_2c>',
      ),
    );
  });
});

it('roots are the command in lower case, unless the table says otherwise', () => {
  expect(
    commandNames.filter(
      (name) => commandEntry(name).root === undefined && rootOf(name) !== `${name.toLowerCase()}response`,
    ),
  ).toEqual([]);
  expect(rootOf('bogus')).toBe('errorresponse');
});

it.each([
  ['response=json', 'json'],
  ['response=JSON', 'json'],
  ['Response=json', 'xml'],
  ['response=xml', 'xml'],
  ['', 'xml'],
])('the format of %s', (query, format) => {
  expect(formatOf(decode(query))).toBe(format);
});

it('refuses an answer without its table', () => {
  expect(() => serialise('bogus' as never, {} as never, 'json')).toThrow(expect.objectContaining({ errorCode: 432 }));
  expect(() => serialise('listZones', {} as never, 'json')).toThrow(/answer: must be \{ count, items \}/);
});

it('dates are whole seconds in UTC', () => {
  expect(dateText(new Date('2026-01-15T10:01:00.999+01:00'))).toBe('2026-01-15T09:01:00+0000');
  expect(dateText('2026-01-15T09:01:00Z')).toBe('2026-01-15T09:01:00+0000');
});
