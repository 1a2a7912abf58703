/** Who builds is told what the guest that the machine most probably has will make of the drive. */
import { describe, expect, it } from 'vitest';
import { refusalsOf, TIMESTAMP, VM_ID } from '../../../test/core/helpers.ts';
import { buildConfigDrive, type DriveInput, parseMachine } from './index.ts';

const withTab: DriveInput = { vmData: [VM_ID], userData: '#cloud-config\npackages:\n\t- nginx\n' };
const options = { timestamp: TIMESTAMP };

describe('guests: likely', () => {
  const guestsOf = (input: DriveInput): readonly string[] =>
    buildConfigDrive(input, { ...options, guests: 'likely' }).issues.map(({ message }) => message.split(' ')[0] ?? '');

  it('tells of a tab in a cloud-config, which nobody else does', () => {
    expect(guestsOf(withTab)).toContain('cloud-init');
    const unasked = buildConfigDrive(withTab, options).issues;
    expect(unasked.filter(({ message }) => message.startsWith('cloud-init'))).toEqual([]);
  });

  it('asks by the system and the tree, whether the machine was checked before or not', () => {
    expect(guestsOf({ ...withTab, guestOs: 'Windows Server 2022' })).not.toContain('cloud-init');
    expect(guestsOf({ ...withTab, tree: 'nocloud' })).toContain('cloud-init-nocloud');
    const machine = parseMachine({ ...withTab, tree: 'nocloud' });
    const { issues } = buildConfigDrive(machine, { ...options, guests: 'likely' });
    expect(issues.some(({ message }) => message.startsWith('cloud-init-nocloud'))).toBe(true);
  });

  it('takes options of reading with an input, and refuses them with a machine that was read before', () => {
    const reading = { ...options, label: 'cidata', tree: 'nocloud' } as const;
    for (const guests of ['likely', undefined] as const) {
      expect(buildConfigDrive(withTab, { ...reading, guests }).drive.label).toBe('cidata');
      expect(refusalsOf(() => buildConfigDrive(parseMachine(withTab), { ...reading, guests }))).toEqual([
        'option-unfit at tree',
        'option-unfit at label',
      ]);
    }
  });

  it('refuses with strict', () => {
    expect(refusalsOf(() => buildConfigDrive(withTab, { ...options, guests: 'likely', strict: true }))).not.toEqual([]);
  });
});
