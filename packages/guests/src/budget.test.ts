import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';

const entries = [
  { path: 'openstack/latest/meta_data.json', content: '{"uuid": "i"}' },
  { path: 'openstack/latest/user_data', content: '#cloud-config\na: [\n' },
];

/** What is said of user data by clocks that show these times, then the last of them for ever. */
function told(...times: readonly number[]): readonly string[] {
  let asked = 0;
  const now = (): number => times[Math.min(asked++, times.length - 1)] ?? 0;
  const [first] = explain({ label: 'config-2', entries }, { guests: ['cloud-init'], now });
  return (first?.issues ?? [])
    .filter(({ place }) => place[0] === 'openstack/latest/user_data')
    .map(({ code, message }) => `${code} ${message}`);
}

describe('a clock', () => {
  const unreadable = [expect.stringMatching(/^cloud-config-unreadable /)];

  it('does not matter within ten seconds, nor is any needed', () => {
    expect(told(500, 10_500)).toEqual(unreadable);
    const [first] = explain({ label: 'config-2', entries }, { guests: ['cloud-init'] });
    expect(first?.issues.map(({ code }) => code)).toContain('cloud-config-unreadable');
  });

  it('ends a look after ten seconds, and this is said once', () => {
    expect(told(500, 10_501)).toEqual(['content-not-looked-at not looked at: over 10 seconds']);
  });

  it('may run out in the middle of a text', () => {
    expect(told(0, 0, 0, 0, 10_001)).toEqual(['content-not-looked-at not looked at: over 10 seconds']);
  });
});
