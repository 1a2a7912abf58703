import { describe, expect, it } from 'vitest';
import { fileOf, issuesOf, type PlanArguments, pathsOf, planOf, refusalsOf } from '../../../../test/core/helpers.ts';
import { bytesIn } from '../../../../test/support/contents.ts';
import type { Triple } from '../input/drive-input.ts';

const refusals = (given: PlanArguments): readonly string[] => refusalsOf(() => planOf(given));

describe('user data', () => {
  const bytesOf = (given: PlanArguments): unknown =>
    bytesIn(planOf(given).entries.find(({ path }) => path === 'openstack/latest/user_data')?.content);

  it('is binary safe, in either alphabet, padded or not', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    for (const text of [
      Buffer.from(bytes).toString('base64'),
      Buffer.from(bytes).toString('base64url'),
      Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n'),
    ]) {
      expect(bytesOf({ vmData: [['userdata', 'user_data', text]] })).toEqual(bytes);
    }
  });

  it('may be plain text or bytes at the top level', () => {
    expect(bytesOf({ userData: 'Grüße\n' })).toEqual(new Uint8Array(Buffer.from('Grüße\n')));
    const bytes = Uint8Array.of(0x1f, 0x8b, 0);
    expect(bytesOf({ userData: bytes })).toEqual(bytes);
  });

  it.each([
    [{ userData: '' }],
    [{ userData: new Uint8Array() }],
    [{ vmData: [['userdata', 'user_data', '\n']] as Triple[] }],
  ])('of no bytes is no file (%#)', (given) => {
    const drive = planOf(given);
    expect(pathsOf(drive)).toContain('cloudstack/userdata');
    expect(bytesOf(given)).toBeUndefined();
    expect(pathsOf(drive).filter((path) => path.includes('user_data'))).toEqual([]);
  });

  it.each([
    [
      'twice',
      { userData: 'a', vmData: [['userdata', 'user_data', 'YQ==']] as Triple[] },
      'user-data-twice at userData',
    ],
    ['in a file', { userDataFile: 'cloud-init.yaml' }, 'user-data-file-unresolved at userDataFile'],
    [
      'not base64',
      { vmData: [['userdata', 'user_data', '#cloud-config']] as Triple[] },
      'user-data-not-base64 at vmData[1][2]',
    ],
    ['half a character', { userData: '\ud800' }, 'text-ill-formed at userData'],
  ])('is refused: %s', (_, given, expected) => expect(refusals(given)).toEqual([expected]));

  it('is not given twice by a blank triple', () => {
    expect(bytesOf({ userData: 'a', vmData: [['userdata', 'user_data', null]] })).toEqual(Uint8Array.of(97));
  });

  it('of the guide’s directory is written where guests look', () => {
    const drive = planOf({ vmData: [['user_data', 'user_data', 'YQ==']] });
    expect(fileOf(drive, 'cloudstack/userdata/user_data.txt')).toBe('a');
    expect(issuesOf(drive)[0]).toBe('warning user-data-directory at vmData[1][0]');
  });

  it('elsewhere is a text in portable and decoded in cloudstack', () => {
    const vmData: Triple[] = [['metadata', 'user_data', 'YQ==']];
    expect(fileOf(planOf({ vmData }), 'cloudstack/metadata/user_data.txt')).toBe('YQ==');
    const drive = planOf({ vmData, options: { profile: 'cloudstack' } });
    expect(fileOf(drive, 'cloudstack/metadata/user_data.txt')).toBe('a');
    expect(fileOf(drive, 'openstack/latest/user_data')).toBeUndefined();
  });

  describe('has a limit in base64 characters:', () => {
    const of = (length: number): PlanArguments => ({ vmData: [['userdata', 'user_data', 'QUJD'.repeat(length / 4)]] });

    it.each([
      ['32768', of(32_768), []],
      ['32772', of(32_772), ['user-data-too-long at vmData[1][2]']],
      [
        '32769, whatever they are',
        { vmData: [['userdata', 'user_data', 'x'.repeat(32_769)]] as Triple[] },
        ['user-data-too-long at vmData[1][2]'],
      ],
      ['32768 in lines', { vmData: [['userdata', 'user_data', `${'QUJD\r\n'.repeat(8192)}`]] as Triple[] }, []],
      ['24576 bytes', { userData: 'x'.repeat(24_576) }, []],
      ['24577 bytes', { userData: 'x'.repeat(24_577) }, ['user-data-too-long at userData']],
      [
        '8 with a limit of 4',
        { ...of(8), limits: { userDataBase64Length: 4 } },
        ['user-data-too-long at vmData[1][2]'],
      ],
      ['1048576 when set', { ...of(1_048_576), options: { limits: { userDataBase64Length: 1_048_576 } } }, []],
      [
        'a limit beyond that',
        { limits: { userDataBase64Length: 1_048_577 } },
        ['limit-out-of-range at limits.userDataBase64Length'],
      ],
    ])('%s', (_, given, expected) => expect(refusals(given)).toEqual(expected));
  });
});
