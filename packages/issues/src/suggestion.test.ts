import { expect, it } from 'vitest';
import { nearestWord } from './suggestion.ts';

const known = ['vmData', 'nics', 'deviceId', 'gateway', 'userData', 'userDataFile', 'mtu'];

it.each([
  ['vmdata', 'vmData'],
  ['vm_data', 'vmData'],
  ['device-id', 'deviceId'],
  ['gatway', 'gateway'],
  ['user_data', 'userData'],
  ['nic', 'nics'],
])('%s was meant as %s', (given, meant) => expect(nearestWord(given, known)).toBe(meant));

it.each(['completely', 'x'.repeat(100), '__proto__'])('%s is like none', (given) => {
  expect(nearestWord(given, known)).toBeUndefined();
});
