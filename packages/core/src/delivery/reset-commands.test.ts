import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { refusalsOf } from '../../../../test/core/helpers.ts';
import { resetCommands } from './reset-commands.ts';

const PASSWORD = `n3w 'pass"word\\ $x`;
const libvirt = { hypervisor: 'libvirt', domain: 'web-1', user: 'debian', password: PASSWORD } as const;
const qemu = { hypervisor: 'qemu', user: 'debian', password: PASSWORD } as const;

describe('resetCommands', () => {
  it('gives virsh the password through its standard input only', () => {
    const { arguments: words, input } = resetCommands(libvirt);
    expect(words).toEqual(['virsh', '--quiet']);
    expect(input()).toBe(`'set-user-password' 'web-1' 'debian' 'n3w '\\''pass"word\\ $x'\n`);
  });

  it('gives the guest agent one line, with the password in base64', () => {
    const { arguments: words, input } = resetCommands(qemu);
    expect(words).toEqual([]);
    expect(input()).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(input())).toEqual({
      execute: 'guest-set-user-password',
      arguments: { username: 'debian', password: Buffer.from(PASSWORD).toString('base64'), crypted: false },
    });
  });

  it('is printed without the password', () => {
    for (const told of [resetCommands(libvirt), resetCommands(qemu)])
      expect(inspect(told) + JSON.stringify(told)).not.toContain('pass');
  });

  it.each([
    ['no domain', { ...libvirt, domain: undefined }, 'wrong-value at domain'],
    ['an option of virsh', { ...libvirt, domain: '--force' }, 'wrong-value at domain'],
    ['another hypervisor', { ...libvirt, hypervisor: 'xen' }, 'wrong-value at hypervisor'],
    ['a user that is none', { ...qemu, user: "a'; rm" }, 'wrong-value at user'],
    ['two lines', { ...qemu, password: 'a\nb' }, 'wrong-value at password'],
    ['an empty password', { ...libvirt, password: '' }, 'wrong-value at password'],
    ['half of a surrogate pair', { ...libvirt, password: '\ud800' }, 'wrong-value at password'],
  ])('refuses %s', (_, options, refusal) => {
    expect(refusalsOf(() => resetCommands(options as never))).toEqual([refusal]);
  });
});
