import { describe, expect, expectTypeOf, it } from 'vitest';
import { commandEntry, commandNames, type Handlers, type ParametersOf, type ResponseOf } from './commands.ts';
import type { Field, Fields } from './types.ts';

const entries = commandNames.map((name) => [name, commandEntry(name)] as const);

const nested = ([name, field]: readonly [string, Field]): readonly (readonly [string, Field])[] => [
  [name, field],
  ...Object.entries(field.fields ?? {}).flatMap(nested),
];
const allFields = (fields: Fields): readonly (readonly [string, Field])[] => Object.entries(fields).flatMap(nested);

describe('the table', () => {
  it('has commands that answer at once, and none twice in another case', () => {
    expect(commandNames.length).toBe(49);
    expect(new Set(commandNames.map((name) => name.toLowerCase())).size).toBe(commandNames.length);
    expect(entries.filter(([, { isAsync }]) => isAsync)).toEqual([]);
  });

  it('has parameters in lower case, since their names are compared so', () => {
    const names = entries.flatMap(([, { parameters }]) => Object.keys(parameters));
    expect(names.filter((name) => !/^[a-z\d]+$/.test(name))).toEqual([]);
  });

  it('says what each UUID names', () => {
    const unnamed = entries.flatMap(([command, { parameters }]) =>
      Object.entries(parameters).flatMap(([name, { type, entity }]) =>
        (type === 'uuid' || type === 'uuids') && entity === undefined ? [`${command} ${name}`] : [],
      ),
    );
    expect(unnamed).toEqual([]);
  });

  it('marks each parameter that holds a secret', () => {
    const contents = entries.flatMap(([, { parameters }]) =>
      Object.entries(parameters).flatMap(([name, { isContent }]) => (isContent === true ? [name] : [])),
    );
    expect(new Set(contents)).toEqual(new Set(['userdata', 'userdatadetails', 'value']));
  });

  it('has fields whose names are elements of XML', () => {
    const names = entries.flatMap(([, { response }]) => allFields(response.fields).map(([name]) => name));
    expect(names.length).toBeGreaterThan(500);
    expect(names.filter((name) => !/^[A-Za-z][A-Za-z\d]*$/.test(name))).toEqual([]);
  });

  it('has pages for each list', () => {
    const without = entries.filter(
      ([, { response, parameters, takesAnything }]) =>
        response.shape === 'list' && takesAnything !== true && !Object.hasOwn(parameters, 'pagesize'),
    );
    expect(without.map(([name]) => name)).toEqual(['listApis']);
  });

  it('has sentences', () => {
    expect(entries.filter(([, { description }]) => !description.endsWith('.'))).toEqual([]);
  });
});

describe('types that follow from it', () => {
  it('are those of parameters', () => {
    expectTypeOf<ParametersOf<'registerUserData'>['userdata']>().toEqualTypeOf<string>();
    expectTypeOf<ParametersOf<'registerUserData'>['params']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ParametersOf<'listVirtualMachines'>['ids']>().toEqualTypeOf<readonly string[] | undefined>();
    expectTypeOf<ParametersOf<'listEvents'>['startdate']>().toEqualTypeOf<Date | undefined>();
    expectTypeOf<ParametersOf<'updateVirtualMachine'>['details']>().toEqualTypeOf<
      Readonly<Record<string, string>> | undefined
    >();
    // @ts-expect-error The id is required.
    const without: ParametersOf<'getVMPassword'> = {};
    expect(without).toEqual({});
  });

  it('are those of answers', () => {
    expectTypeOf<ResponseOf<'listZones'>['items'][number]['id']>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<ResponseOf<'deleteUserData'>['success']>().toEqualTypeOf<boolean>();
    expectTypeOf<ResponseOf<'updateVirtualMachine'>['cpunumber']>().toEqualTypeOf<number | null | undefined>();
  });

  it('are those of a server’s functions', async () => {
    const handlers: Pick<Handlers<{ readonly account: string }>, 'getUserKeys'> = {
      getUserKeys: async ({ id }, { account }) => ({ apikey: id, secretkey: account }),
    };
    expect(await handlers.getUserKeys({ id: 'a' }, { account: 'b' })).toEqual({ apikey: 'a', secretkey: 'b' });
  });
});
