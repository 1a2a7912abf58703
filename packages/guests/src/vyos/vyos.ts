/**
 * VyOS: cloud-init 22.1's ConfigDrive, whose data a module of VyOS' own turns into its configuration
 * (cloudinit/config/cc_vyos.py).
 */
import { explainConfigDrive } from '../cloud-init/cloud-init.ts';
import { typeNameOf } from '../documents.ts';
import type { DriveView, GuestReading } from '../guest-reading.ts';
import { Stopped } from '../items.ts';
import { isObject } from '../json.ts';
import { vyosNetwork } from './network.ts';

export function explainVyos(drive: DriveView): ReturnType<GuestReading['outcome']> {
  return explainConfigDrive(drive, (reading, path, value) => {
    readHostname(reading);
    if (value === undefined) {
      if (reading.tree.file(path) !== undefined) return;
      reading.view.network = { source: 'dhcp', nics: [], dns: [], stops: [] };
      reading.findings.add('nothing', 'network-data-absent', [path], 'without it VyOS uses DHCP on one NIC');
      return;
    }
    try {
      if (!isObject(value)) throw new Stopped([path], `${typeNameOf(value)}, not an object`);
      reading.view.network = { source: 'network-data', ...vyosNetwork(reading, value, path), stops: [] };
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      const why = `${error.why}: VyOS' module ends here, and configures neither network nor users nor host name`;
      reading.findings.add('major', 'network-unreadable', error.place, why);
    }
  });
}

const MAX_CHARACTERS = 64;
const allowed = /[a-z0-9](?:(?:[a-z0-9-]\.|[a-z0-9-])*[a-z0-9])?/i;

/** Characters that VyOS does not know in a host name are left out. */
function readHostname({ findings, view }: GuestReading): void {
  const { hostname } = view;
  if (hostname === undefined) return;
  const filtered = (allowed.exec(hostname.replace(/[^a-z0-9.-]/gi, ''))?.[0] ?? '').slice(0, MAX_CHARACTERS);
  if (filtered === hostname) return;
  view.hostname = filtered;
  findings.add('minor', 'hostname-changed', ['hostname'], 'VyOS leaves out what is no letter, digit, hyphen or dot');
}
