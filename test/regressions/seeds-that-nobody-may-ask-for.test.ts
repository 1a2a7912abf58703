/**
 * A NoCloud seed has the addresses of its cards in network-config, and a metadata service looked for them in its meta-data alone:
 * whoever had no local-ipv4 there was served to nobody.
 */
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';

const { here, run } = useCaseDirectory();

it('a seed is for who has the addresses of its cards', () => {
  const nics = [
    { mac: '02:00:4c:5e:00:05', ipv4: { address: '10.1.1.5/24' }, ipv6: { address: '2001:db8::5/64' } },
    { mac: '02:00:4c:5e:00:06', ipv4: 'dhcp' },
  ];
  writeFileSync(here('vm.json'), JSON.stringify({ vmData: [['metadata', 'vm-id', 'a']], nics }));
  run(['build', 'vm.json', '-o', 'vm.iso', '--tree', 'nocloud']);
  const { status, stdout, stderr } = run(['serve', 'vm.iso', '--form', 'nocloud', '--dry-run']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^10\.1\.1\.5, 2001:db8::5: vm, /);
});
