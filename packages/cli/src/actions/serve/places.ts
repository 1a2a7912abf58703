/** Where the service listens: addresses of the command line, or sockets that systemd opened. */
import type { ListenAt } from '@configdrive/metadata-server';
import { refusal } from '../../framework/codes.ts';
import { longFlag } from '../../framework/command.ts';

/** Reads `10.1.1.1:80` or `[2001:db8::1]:80`. */
export function placeOf(option: string, text: string): ListenAt {
  const { ipv6, ipv4, port } = /^(?:\[(?<ipv6>[^\]]+)\]|(?<ipv4>[^:]+)):(?<port>[0-9]{1,5})$/.exec(text)?.groups ?? {};
  const address = ipv6 ?? ipv4;
  if (address !== undefined && Number(port) <= 65_535) return { address, port: Number(port) };
  throw refusal('listen-invalid', [longFlag(option)], 'must be an address and a port: 10.1.1.1:80 or [2001:db8::1]:80');
}

/** The first socket that systemd hands over (sd_listen_fds(3)). */
const FIRST_DESCRIPTOR = 3;

/** Sockets by the names that they have in their units (`FileDescriptorName=`). */
export function systemdPlaces({
  LISTEN_PID,
  LISTEN_FDS,
  LISTEN_FDNAMES = '',
}: NodeJS.ProcessEnv): ReadonlyMap<string, readonly ListenAt[]> {
  const count = Number(LISTEN_FDS ?? 0);
  if (Number(LISTEN_PID) !== process.pid || !(count >= 1)) {
    throw refusal(
      'listen-invalid',
      ['--systemd'],
      'systemd handed over no socket: is the service started by its socket unit?',
    );
  }
  const names = LISTEN_FDNAMES.split(':');
  const places = new Map<string, ListenAt[]>();
  for (let index = 0; index < count; index++) {
    const name = names[index] ?? '';
    places.set(name, [...(places.get(name) ?? []), { fd: FIRST_DESCRIPTOR + index }]);
  }
  return places;
}
