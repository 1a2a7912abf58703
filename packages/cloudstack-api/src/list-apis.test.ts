import { describe, expect, it } from 'vitest';
import { listApis } from './list-apis.ts';
import { commandEntry, commandNames } from './table/commands.ts';
import { serialise } from './wire/serialise.ts';

const everything = listApis(() => true);
const named = (name: string) => listApis(() => true, name).items[0];

describe('listApis', () => {
  it('lists each command', () => {
    expect(everything.count).toBe(commandNames.length);
    expect(everything.items.map(({ name }) => name)).toEqual(commandNames);
  });

  it('lists what the caller may run', () => {
    const { items } = listApis((command) => commandEntry(command).roles.includes('User'));
    const names = items.map(({ name }) => name);
    expect(names).toContain('listZones');
    expect(names).not.toContain('updateConfiguration');
    expect(items.find(({ name }) => name === 'listZones')?.related).toBe('');
  });

  it('tells of parameters what code generators read', () => {
    expect(named('REGISTERuserdata')?.params?.slice(0, 2)).toEqual([
      { name: 'name', description: 'the name of the user data', type: 'string', length: 255, required: true },
      { name: 'userdata', description: 'the user data in base64', type: 'string', length: 1_048_576, required: true },
    ]);
    const ids = named('listVirtualMachines')?.params?.find(({ name }) => name === 'ids');
    expect(ids).toMatchObject({ type: 'list', since: '4.4', related: 'listVirtualMachines' });
    expect(named('createNetworkOffering')?.params?.find(({ name }) => name === 'serviceproviderlist')?.type).toBe(
      'map',
    );
  });

  it('tells of fields their types, and what is within', () => {
    expect(named('listNics')?.response?.find(({ name }) => name === 'secondaryip')).toEqual({
      name: 'secondaryip',
      type: 'list',
      description: 'further IPv4 addresses',
      response: [
        { name: 'id', type: 'string', description: 'the ID of the address' },
        { name: 'ipaddress', type: 'string', description: 'the address' },
      ],
    });
  });

  it('tells which commands answer with the same objects', () => {
    expect(named('resetUserDataForVirtualMachine')?.related).toBe('listVirtualMachines,updateVirtualMachine');
    expect(named('deleteUserData')?.related).toBe('');
  });

  it('is refused for a name that is not there, or not for the caller', () => {
    const refusal = expect.objectContaining({ errorCode: 431 });
    expect(() => listApis(() => true, 'bogus')).toThrow(refusal);
    expect(() => listApis(() => false, 'listZones')).toThrow(refusal);
  });

  it('is serialised by its own entry', () => {
    const { body } = serialise(
      'listApis',
      listApis(() => true, 'getVMPassword'),
      'json',
    );
    expect(JSON.parse(body)).toMatchObject({
      listapisresponse: { count: 1, api: [{ name: 'getVMPassword', isasync: false, params: [{ required: true }] }] },
    });
  });
});
