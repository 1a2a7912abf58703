/**
 * A NoCloud network of version 2 whose card has no `set-name` was explained as "NIC None", a route without `via` as "via None": the
 * text that Python makes of nothing. cloud-init calls the card by its key, and the route has no gateway.
 */
import { writeFileSync } from 'node:fs';
import { explain } from 'configdrive';
import type { Entry } from 'iso9660-format';
import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';

const NETWORK = `version: 2
ethernets:
  eth0:
    match: {macaddress: '02:00:4c:5e:00:05'}
    addresses: [192.0.2.9/24]
    gateway4: 192.0.2.1
    routes:
    - to: 198.51.100.0/24
      scope: link
`;
const entries: readonly Entry[] = [
  { path: 'meta-data', content: 'instance-id: i-1\nlocal-hostname: web\n' },
  { path: 'user-data', content: '#cloud-config\na: b\n' },
  { path: 'network-config', content: NETWORK },
];

describe('in the library', () => {
  it.each(['22.4', '26'])('cloud-init %s names the card by its key, and the route has no gateway', (release) => {
    const all = explain({ label: 'cidata', entries }, { guests: ['cloud-init-nocloud'] });
    const { view } = all.find(({ version }) => version === release) ?? {};
    expect(view?.network?.nics).toMatchObject([{ name: 'eth0', gateways: ['192.0.2.1'] }]);
    expect(JSON.stringify(all)).not.toMatch(/\bNone\b/);
  });
});

it('at the terminal nothing is called None', () => {
  const image = layOutImage(entries, { volumeIdentifier: 'cidata', timestamp: new Date(0) });
  writeFileSync(terminal.here('seed.iso'), toBytes(image));
  const { stdout } = terminal.run(['explain', 'seed.iso']);
  expect(stdout).toMatch(/^NIC +eth0\b.* via 192\.0\.2\.1/m);
  expect(stdout).not.toMatch(/\bNone\b/);
  expect(terminal.run(['explain', 'seed.iso', '--all', '--json']).stdout).not.toMatch(/\bNone\b/);
});

const terminal = useCaseDirectory();
