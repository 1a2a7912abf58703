/** The XML of an attachment, judged by libvirt's own schema beside an ordinary CD drive. */
import { writeFileSync } from 'node:fs';
import { type AttachmentOptions, attachment } from '@configdrive/core';
import { expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { run } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

type Choice = Omit<AttachmentOptions, 'hypervisor'>;

const choices: readonly (readonly [Choice, string])[] = [
  [{}, 'hdc'],
  [{ firmware: 'uefi' }, 'sdd'],
  [{ firmware: 'uefi', machine: 'i440fx' }, 'sdd'],
  [{ bus: 'scsi' }, 'sdd'],
];

withForeign(['virt-xml-validate', 'xmllint'], 'libvirt', (programs) => {
  const path = useTemporaryDirectory();

  const domainWith = (devices: string): string => `<domain type='kvm'>
  <name>i-2-10-VM</name>
  <memory unit='MiB'>512</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
${devices}
  </devices>
</domain>
`;

  const ordinaryCd = (target: string, bus: string): string =>
    `<disk type='file' device='cdrom'><target dev='${target}' bus='${bus}'/><readonly/></disk>`;

  function verdictOn(devices: string): string {
    writeFileSync(path('domain.xml'), domainWith(devices));
    const { status, stdout, stderr } = run(programs['virt-xml-validate'], [path('domain.xml'), 'domain']);
    return status === 0 ? 'valid' : `${stdout.toString('utf8')}${stderr}`;
  }

  it.each(choices)('takes the drive of %j beside %s', (choice, other) => {
    const { xml, bus } = attachment(`/a&b/<c>/'d'/"e",ü 😀.iso`, { hypervisor: 'libvirt', ...choice });
    expect(verdictOn(`${ordinaryCd(other, bus)}\n${xml}`)).toBe('valid');
    expect(
      run(programs.xmllint, ['--xpath', 'string(//disk[2]/source/@file)', path('domain.xml')]).stdout.toString(),
    ).toBe(`/a&b/<c>/'d'/"e",ü 😀.iso\n`);
  });

  it('would say what is wrong', () => {
    const { xml } = attachment('/a.iso', { hypervisor: 'libvirt' });
    expect(verdictOn(xml.replace("bus='ide'", "bus='pata'"))).toMatch(/fails to validate/);
  });
});
