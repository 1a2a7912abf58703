/** Guests that ask over IPv6, from addresses of a network and of a link, and guests of IPv4 at a socket that takes both. */
import type { DriveInput } from '@configdrive/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CLOUD_INIT_OVER_HTTP, type HttpVerdict } from '../support/cloud-init-over-http.ts';
import { describeWhere, programPath, withForeign } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { canHaveNetwork, RouterNetwork } from './router-network.ts';

const guests = [
  { name: 'web', ipv4: '10.1.1.21', ipv6: 'fd00:1::21', link: 'fe80::21' },
  { name: 'database', ipv4: '10.1.1.22', ipv6: 'fd00:1::22', link: 'fe80::22' },
] as const;
const STRANGER = 'fd00:1::99';

const idOf = (name: string): string => `id of ${name}`;

function inputOf({ name, ipv4, ipv6, link }: (typeof guests)[number], index: number): DriveInput {
  const nic = (at: number, addresses: object) => ({
    mac: `02:00:00:00:0${at}:0${index}`,
    userDataProvider: 'VirtualRouter' as const,
    ...addresses,
  });
  return {
    instanceName: name,
    vmData: [
      ['metadata', 'vm-id', idOf(name)],
      ['password', 'vm_password', `Secret of ${name}`],
    ],
    nics: [
      { ...nic(0, { ipv4: { address: `${ipv4}/24` }, ipv6: { address: `${ipv6}/64` } }), default: true },
      nic(1, { ipv4: null, ipv6: { address: `${link}/64` } }),
    ],
  };
}

describeWhere(canHaveNetwork ? undefined : 'as root, where network namespaces can be made', 'over IPv6', () => {
  withForeign(['curl', 'cloudinit'], 'guests', () => {
    const directory = useTemporaryDirectory();
    let network: RouterNetwork | undefined;

    beforeAll(async () => {
      const drives = guests.map((guest, index) => [guest.name, inputOf(guest, index)] as const);
      const form = 'cloudstack';
      network = await RouterNetwork.open(
        [
          '10.1.1.1',
          'fd00:1::1',
          'fe80::1/64',
          STRANGER,
          ...guests.flatMap(({ ipv4, ipv6, link }) => [ipv4, ipv6, `${link}/64`]),
        ],
        {
          state: directory('state'),
          listen: [
            { form, address: 'fd00:1::1', port: 80, passwordPort: 8080, drives },
            { form: 'openstack', address: 'fe80::1%lo', port: 8775, drives },
            { form, address: '::', port: 8180, drives },
          ],
        },
        directory,
      );
    });
    afterAll(() => network?.close());

    /** Status and body, as curl says them. */
    const asked = (from: string, url: string, headers: readonly string[] = []): string => {
      const more = headers.flatMap((header) => ['--header', header]);
      const words = ['--silent', '--globoff', '--interface', from, '--write-out', ' %{http_code}', ...more, url];
      return network?.run(programPath('curl'), words).stdout.toString('utf8') ?? '';
    };

    const VM_ID = '/latest/meta-data/vm-id';
    const others = ['[fd00:1::1]', '[fd00:1::1]:80', '[FD00:0001::0001]', '[fd00:1:0:0::1]:8080', 'data-server.'];

    it('are who they are by their address', () => {
      for (const { name, ipv6 } of guests) {
        expect(asked(ipv6, `http://[fd00:1::1]${VM_ID}`)).toBe(`${idOf(name)} 200`);
      }
      expect(asked(STRANGER, `http://[fd00:1::1]${VM_ID}`)).toBe('not found\n 404');
    });

    it('write the address of the service as they like', () => {
      const [{ ipv6, name }] = guests;
      const answers = others.map((host) => asked(ipv6, `http://[fd00:1::1]${VM_ID}`, [`Host: ${host}`]));
      expect(answers).toEqual(others.map(() => `${idOf(name)} 200`));
      expect(asked(ipv6, `http://[fd00:1::1]${VM_ID}`, ['Host: [fd00:1::2]'])).toBe(' 400');
    });

    it('of IPv4 are the same at a socket that takes both', () => {
      for (const { name, ipv4, ipv6 } of guests) {
        expect(asked(ipv4, `http://10.1.1.1:8180${VM_ID}`)).toBe(`${idOf(name)} 200`);
        expect(asked(ipv6, `http://[fd00:1::1]:8180${VM_ID}`)).toBe(`${idOf(name)} 200`);
        // Written as an address of IPv6, it is the same one of IPv4.
        expect(asked(ipv4, `http://10.1.1.1:8180${VM_ID}`, ['Host: [::ffff:10.1.1.1]:8180'])).toBe(`${idOf(name)} 200`);
      }
      expect(asked('127.0.0.1', `http://10.1.1.1:8180${VM_ID}`)).toBe('not found\n 404');
    });

    it('get their password once', () => {
      const said = (word: string): string =>
        asked(guests[1].ipv6, 'http://[fd00:1::1]:8080/', [`DomU_Request: ${word}`]);
      expect(said('send_my_password')).toBe('Secret of database 200');
      expect(said('saved_password')).toBe('saved_password 200');
      expect(said('send_my_password')).toBe('saved_password 200');
    });

    it("ask by cloud-init's OpenStack source from one address of a link at another", () => {
      const asking = guests.map(({ link }) => ({
        source: 'openStack',
        from: `${link}%lo`,
        seedFrom: 'http://[fe80::1%lo]:8775',
      }));
      const { stdout } = network!.run(programPath('cloudinit'), [CLOUD_INIT_OVER_HTTP], {
        input: JSON.stringify(asking),
      });
      const verdicts = JSON.parse(stdout.toString('utf8')) as readonly HttpVerdict[];
      expect(verdicts.map((verdict) => (verdict.accepted ? verdict.instanceId : verdict.error))).toEqual(
        guests.map(({ name }) => idOf(name)),
      );
    });
  });
});
