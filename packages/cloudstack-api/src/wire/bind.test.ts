import { describe, expect, it } from 'vitest';
import { ApiError } from '../errors.ts';
import { MAX_MAP_INDEXES, MAX_USER_DATA_LENGTH, MAX_VALUE_LENGTH } from '../limits.ts';
import type { CommandName } from '../table/commands.ts';
import { bind, commandOf, pageOf } from './bind.ts';
import { decode } from './decode.ts';

const ID = '6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11';
const bound = (command: CommandName, query: string): Readonly<Record<string, unknown>> =>
  bind(command, decode('', query)).parameters;

function refusalOf(command: CommandName, query: string): ApiError {
  try {
    bind(command, decode('', query));
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('values', () => {
  it.each<[CommandName, string, Readonly<Record<string, unknown>>]>([
    ['listZones', '', {}],
    ['listZones', 'NAME=Z&Available=True', { name: 'Z', available: true }],
    ['listZones', 'available=1', { available: false }],
    ['listZones', 'available=', { available: false }],
    ['listZones', `id=${ID.toUpperCase()}`, { id: ID }],
    ['listZones', 'id=-1', { id: '-1' }],
    ['listZones', 'id=', {}],
    ['listZones', `ids=${ID},,${ID},`, { ids: [ID, ID] }],
    ['listZones', 'page=2&pagesize=20', { page: 2, pagesize: 20 }],
    ['listZones', 'page=&pagesize=', {}],
    ['listZones', 'pagesize=-1', { pagesize: -1 }],
    ['listVirtualMachines', 'details=min,,nics', { details: ['min', 'nics'] }],
    [
      'listVirtualMachines',
      'tags[0].key=k&tags[0].value=v&tags[7].key=w',
      { tags: [{ key: 'k', value: 'v' }, { key: 'w' }] },
    ],
    [
      'updateVirtualMachine',
      `id=${ID}&DETAILS[1].Root.size=8&details[0].x=a.b[`,
      { id: ID, details: { x: 'a.b[', 'Root.size': '8' } },
    ],
    ['updateVirtualMachine', `id=${ID}&displayname=`, { id: ID, displayname: '' }],
    [
      'updateVirtualMachine',
      `id=${ID}&details[0].__proto__=x`,
      { id: ID, details: Object.fromEntries([['__proto__', 'x']]) },
    ],
    ['listEvents', 'startdate=2026-01-15T10:01:00%2B0100', { startdate: new Date('2026-01-15T09:01:00Z') }],
    [
      'listEvents',
      'startdate=2026-01-15&enddate=2026-01-15 10:00:01',
      { startdate: new Date('2026-01-15T00:00:00Z'), enddate: new Date('2026-01-15T10:00:01Z') },
    ],
    ['listEvents', 'startdate=', {}],
    ['listEvents', 'duration=-5', { duration: -5 }],
    ['registerSSHKeyPair', 'name=k&publickey=ssh-rsa A%0D%0A', { name: 'k', publickey: 'ssh-rsa A\r\n' }],
    ['listVolumes', 'page=x&anything[0].a=1', {}],
  ])('of %s %s', (command, query, parameters) => {
    expect(bound(command, query)).toEqual(parameters);
  });
});

const BEGIN = 'Unable to execute API command';

describe('refusals', () => {
  it.each<[CommandName, string, string]>([
    ['getVMPassword', '', `${BEGIN} getvmpassword due to missing parameter id`],
    ['getVMPassword', 'id=', `${BEGIN} getvmpassword due to missing parameter id`],
    [
      'getVMPassword',
      'id=12',
      `${BEGIN} getvmpassword due to invalid value. Invalid parameter id value=12 due to incorrect long value format, or entity does not exist or due to incorrect parameter annotation for the field in api cmd class.`,
    ],
    ['registerUserData', 'name=a', `${BEGIN} registeruserdata due to missing parameter userdata`],
    ['registerUserData', '', `${BEGIN} registeruserdata due to missing parameter name; missing parameter userdata`],
    [
      'listZones',
      'page=a&pagesize=1',
      `${BEGIN} listzones due to invalid value a for parameter page; invalid value. "page" parameter is required when "pagesize" is specified`,
    ],
    [
      'listZones',
      'page=4294967297&pagesize=1',
      `${BEGIN} listzones due to invalid value 4294967297 for parameter page; invalid value. "page" parameter is required when "pagesize" is specified`,
    ],
    [
      'listZones',
      'page=1',
      `${BEGIN} listzones due to invalid value. "pagesize" parameter is required when "page" is specified`,
    ],
    ['listZones', 'page=0&pagesize=1', `${BEGIN} listzones due to invalid value 0 for parameter page`],
    ['listZones', 'page=1&pagesize=0', `${BEGIN} listzones due to invalid value 0 for parameter pagesize`],
    [
      'listZones',
      'page=1&pagesize=-1',
      `${BEGIN} listzones due to invalid value. page must not be given with pagesize -1`,
    ],
    [
      'listZones',
      'page=1&pagesize=501',
      `${BEGIN} listzones due to invalid value. Page size can't exceed max allowed page size value: 500`,
    ],
    [
      'listZones',
      'name=a%09b',
      `${BEGIN} listzones due to invalid value. Received value for parameter name contains illegal ASCII non-printable characters`,
    ],
    [
      'listZones',
      `ids=${ID},x`,
      `${BEGIN} listzones due to invalid value. Invalid parameter ids value=x due to incorrect long value format, or entity does not exist or due to incorrect parameter annotation for the field in api cmd class.`,
    ],
    ['listZones', 'name[0].a=1', `${BEGIN} listzones due to invalid value for parameter name`],
    [
      'updateVirtualMachine',
      `id=${ID}&details=1`,
      `${BEGIN} updatevirtualmachine due to invalid value for parameter details`,
    ],
    [
      'listEvents',
      'startdate=2026-02-31',
      `${BEGIN} listevents due to invalid value 2026-02-31 for parameter startdate`,
    ],
    ['listEvents', 'startdate=yesterday', `${BEGIN} listevents due to invalid value yesterday for parameter startdate`],
    [
      'listEvents',
      'startdate=2026-02-01T10:00:00%2B9999',
      `${BEGIN} listevents due to invalid value 2026-02-01T10:00:00+9999 for parameter startdate`,
    ],
  ])('of %s %s', (command, query, message) => {
    expect(refusalOf(command, query)).toMatchObject({ errorCode: 431, message });
  });

  it.each(['a[0]=1', 'a[0.b=1', 'a[[0].b=1', 'a[x].b=1', 'a[-1].b=1', 'a[0]].b=1', 'a.b[0]=1', 'a[].b=1', 'a]0[.b=1'])(
    'a malformed name: %s',
    (query) => {
      expect(refusalOf('listZones', query)).toMatchObject({ errorCode: 430 });
    },
  );

  it('tells each problem as data', () => {
    expect(refusalOf('registerUserData', `name=${'x'.repeat(256)}`).problems).toEqual([
      { parameter: 'name', reason: 'invalid value. Value greater than max allowed length 255 for param: name' },
      { parameter: 'userdata', reason: 'missing parameter userdata' },
    ]);
  });

  it('counts UTF-16 units', () => {
    expect(bound('listZones', `name=${encodeURIComponent('😀'.repeat(127))}`)).toEqual({ name: '😀'.repeat(127) });
    expect(refusalOf('listZones', `name=${encodeURIComponent('😀'.repeat(128))}`).errorCode).toBe(431);
  });

  it('lets contents be long, and nothing else', () => {
    const long = 'x'.repeat(MAX_USER_DATA_LENGTH);
    expect(bound('registerUserData', `name=a&userdata=${long}`)).toEqual({ name: 'a', userdata: long });
    expect(refusalOf('registerUserData', `name=a&userdata=${long}x`).errorCode).toBe(431);
    expect(refusalOf('listZones', `unknown=${'x'.repeat(MAX_VALUE_LENGTH + 1)}`).errorCode).toBe(431);
    expect(refusalOf('listZones', `ids=${'x'.repeat(MAX_VALUE_LENGTH + 1)}`).errorCode).toBe(431);
  });

  it('take a hundred indexes of a map', () => {
    const indexes = (count: number): string =>
      Array.from({ length: count }, (_, at) => `&details[${at * 7}].k${at}=v`).join('');
    expect(
      Object.keys(bound('updateVirtualMachine', `id=${ID}${indexes(MAX_MAP_INDEXES)}`).details as object),
    ).toHaveLength(100);
    expect(refusalOf('updateVirtualMachine', `id=${ID}${indexes(MAX_MAP_INDEXES + 1)}`).errorCode).toBe(431);
  });

  it('never repeat a content, and of other values only the beginning', () => {
    const { message } = refusalOf(
      'updateVirtualMachine',
      `userdata=secret%09&userdatadetails[0].pw=secret%01&userdatadetails=secret&id=${'y'.repeat(70)}`,
    );
    expect(message).not.toContain('secret');
    expect(message).toContain(`value=${'y'.repeat(64)}… due`);
    expect(refusalOf('listEvents', 'duration=a%E2%80%AEb').message).toContain(String.raw`invalid value a\u202eb for`);
  });
});

describe('unknown parameters', () => {
  it('are reported by name, and nothing else happens', () => {
    const request = decode(
      'listall=true&filter=name&_=1&apiKey=k&SIGNATURE=s&command=listApis&response=json&Bogus=1&bogus[0].a=1&Response=json',
    );
    expect(bind('listApis', request)).toEqual({
      command: 'listApis',
      parameters: {},
      unknown: ['bogus', 'response', 'bogus'],
    });
  });

  it('are at most a hundred', () => {
    const query = Array.from({ length: 200 }, (_, at) => `x${at}=1`).join('&');
    expect(bind('listApis', decode(query)).unknown).toHaveLength(100);
  });
});

describe('the command', () => {
  it('is one of the table, in its exact case', () => {
    expect(commandOf(decode('command=listZones'))).toBe('listZones');
    for (const query of ['command=listzones', 'Command=listZones', '', 'command=toString']) {
      expect(() => commandOf(decode(query))).toThrow(expect.objectContaining({ errorCode: 432 }));
    }
    expect(() => bind('deployVirtualMachine' as never, decode(''))).toThrow(
      expect.objectContaining({ errorCode: 432 }),
    );
  });
});

it('pages begin at 1, and -1 is all', () => {
  expect(pageOf({})).toEqual({ offset: 0, limit: 500 });
  expect(pageOf({ page: 3, pagesize: 20 })).toEqual({ offset: 40, limit: 20 });
  expect(pageOf({ pagesize: -1 })).toEqual({ offset: 0, limit: undefined });
});
