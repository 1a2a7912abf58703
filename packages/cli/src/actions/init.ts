/** `configdrive init`: an input to start from. */

import { writeImageFile } from '@configdrive/files';
import { printable } from '@configdrive/issues';
import { parse } from 'yaml';
import type { init as words } from '../commands/init.ts';
import type { ActionOf } from '../framework/action.ts';
import { printFacts } from '../framework/output.ts';
import { STDIN } from '../inputs/bytes.ts';

const DEFAULT_FILE = 'vm.yaml';

export const init: ActionOf<typeof words> = async ({ file = DEFAULT_FILE }, { force = false }, { signal }) => {
  if (file === STDIN) return printFacts(starterYaml);
  const text = /\.ya?ml$/i.test(file) ? starterYaml : `${JSON.stringify(parse(starterYaml), null, 2)}\n`;
  await writeImageFile(file, Buffer.from(text), { ifAbsent: !force, signal });
  await printFacts(`${printable(file)}: fill it in, then configdrive build ${printable(file)} -o drive.iso`);
};

/** The input to start from. It holds no secret, and every field of it is one that people change. */
export const starterYaml = `# What a config drive is made of. Build it with: configdrive build vm.yaml -o i-2-10-VM.iso
# Every field there is: configdrive schema

instanceName: i-2-10-VM

# What CloudStack knows of the virtual machine: [directory, file name, content].
vmData:
  - [metadata, vm-id, 6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11] # cloud-init runs anew when it changes
  - [metadata, local-hostname, web-1]
  # - [metadata, public-keys, ssh-ed25519 AAAA… you@example.org]
  # - [password, vm_password, change me]

# Plain text here, or a file of its own: userDataFile: user-data.yaml
userData: |
  #cloud-config
  package_update: true

# Leave them out, and guests use DHCP.
nics:
  - mac: "02:00:4c:5e:00:05"
    default: true
    ipv4:
      address: 10.1.1.5/24
      gateway: 10.1.1.1
      dns: [10.1.1.1]
`;
