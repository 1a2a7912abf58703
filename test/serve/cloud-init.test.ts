/**
 * Debian's cloud-init gets over HTTP what it would have read from the guest's drive: its CloudStack source, which finds the router
 * by each of its ways and boots again and again, its OpenStack source, its crawl of EC2's tree, and its NoCloud source.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildConfigDrive, type DriveInput } from '@configdrive/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcceptedVerdict, type CloudInitDrive, judgeWithCloudInit } from '../support/cloud-init.ts';
import {
  type AskingGuest,
  CLOUD_INIT_OVER_HTTP,
  type HttpVerdict,
  type ServedVerdict,
} from '../support/cloud-init-over-http.ts';
import { describeWhere, programPath, withForeign } from '../support/foreign.ts';
import { extractWithBsdtar } from '../support/readers/bsdtar.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { byRouter, type GeneratedGuest, generatedGuests, withNewPassword } from './generated-guests.ts';
import { canHaveNetwork, type GuestFiles, RouterNetwork } from './router-network.ts';

const TIMESTAMP = new Date('2026-11-30T00:00:00Z');
const ROUTER = '10.1.1.1';
const OPENSTACK = '169.254.169.254';
const SEEDS = '10.1.1.2';
const EC2 = '10.1.1.3';

/** How CloudStack's guests find their router, in the order of cloud-init. */
const ways: Readonly<Record<string, GuestFiles>> = {
  'the name data-server': { hosts: `127.0.0.1 localhost\n${ROUTER} data-server\n` },
  "systemd-networkd's lease": {
    networkdLease: `# This is private data.\nADDRESS=10.1.1.9\nSERVER_ADDRESS=${ROUTER}\n`,
  },
  "dhclient's lease": {
    dhclientLease: [
      'lease {',
      '  interface "eth0";',
      '  option dhcp-server-identifier 10.1.1.254;',
      '}',
      'lease {',
      `  option dhcp-server-identifier ${ROUTER};`,
      '}',
      '',
    ].join('\n'),
  },
};

const guests = generatedGuests(24, 20261130);

/** After a reset: each third guest. */
const isReset = (index: number): boolean => index % 3 === 0;
const afterReset = guests.map((guest, index) =>
  isReset(index) ? withNewPassword(guest, `new for ${guest.name}: €`) : guest,
);

describeWhere(canHaveNetwork ? undefined : 'as root, where network namespaces can be made', 'over HTTP', () => {
  withForeign(['cloudinit', 'bsdtar'], 'cloud-init 22.4', () => {
    const directory = useTemporaryDirectory();
    let network: RouterNetwork | undefined;

    const opened = (): RouterNetwork => {
      if (network === undefined) throw new Error('the service is not open');
      return network;
    };

    /** What cloud-init reads from the drives themselves. */
    let onDrive: readonly AcceptedVerdict[] = [];

    beforeAll(async () => {
      for (const name of ['cloudstack', 'openstack', 'trees']) mkdirSync(directory(name));
      guests.forEach(writeDrives);
      onDrive = judged('configDrive', ({ name }) => directory('trees', name));
      const addresses = [ROUTER, OPENSTACK, SEEDS, EC2, ...guests.map(({ address }) => address)];
      const words = {
        state: directory('state'),
        listen: [
          { form: 'cloudstack', address: ROUTER, port: 80, passwordPort: 8080, drives: directory('cloudstack') },
          { form: 'openstack', address: OPENSTACK, port: 80, drives: directory('openstack') },
          ...[['nocloud', SEEDS] as const, ['ec2', EC2] as const].map(([form, address]) => ({
            form,
            address,
            port: 80,
            drives: guests.map(({ name, input }) => [name, byRouter(input)] as const),
          })),
        ],
      } as const;
      network = await RouterNetwork.open(addresses, words, directory);
    });
    afterAll(() => network?.close());

    const writeImage = (folder: string, { name, input }: GeneratedGuest, more: Partial<DriveInput> = {}): string => {
      const path = directory(folder, `${name}.iso`);
      writeFileSync(path, buildConfigDrive({ ...input, ...more }, { timestamp: TIMESTAMP }).bytes);
      return path;
    };

    function writeDrives(guest: GeneratedGuest, index: number): void {
      extract(writeImage('cloudstack', guest), directory('trees', guest.name));
      writeImage('openstack', guest, hasCloudStackTree(index) ? {} : { tree: 'openstack' });
    }

    /** Of OpenStack's files these drives have only some, and nothing of EC2's. */
    const hasCloudStackTree = (index: number): boolean => index % 2 === 1;

    function extract(image: string, to: string): void {
      mkdirSync(to, { recursive: true });
      extractWithBsdtar(image, to);
    }

    const judged = (
      source: NonNullable<CloudInitDrive['source']>,
      pathOf: (guest: GeneratedGuest) => string,
    ): readonly AcceptedVerdict[] =>
      judgeWithCloudInit(guests.map((guest) => ({ directory: pathOf(guest), source, renderers: [] }))).map(
        (verdict) => {
          if (!verdict.accepted) throw new Error(verdict.error);
          return verdict;
        },
      );

    /** All guests, one after the other, in one machine. */
    function asked(asking: readonly AskingGuest[], files: GuestFiles = {}): readonly ServedVerdict[] {
      const input = JSON.stringify(asking);
      const { stdout } = opened().run(programPath('cloudinit'), [CLOUD_INIT_OVER_HTTP], { files, input });
      return (JSON.parse(stdout.toString('utf8')) as readonly HttpVerdict[]).map((verdict, index) => {
        if (!verdict.accepted) throw new Error(`${asking[index]?.from}: ${verdict.error} ${verdict.warnings[0]}`);
        return verdict;
      });
    }

    const valuesOn = ({ name }: GeneratedGuest): Readonly<Record<string, string>> => {
      const folder = directory('trees', name, 'cloudstack/metadata');
      const files = readdirSync(folder).map((file) => [
        file.replace(/\.txt$/, ''),
        readFileSync(join(folder, file)).toString('base64'),
      ]);
      return Object.fromEntries(files) as Readonly<Record<string, string>>;
    };

    const boot = (files: GuestFiles): readonly ServedVerdict[] =>
      asked(
        guests.map((guest) => ({ source: 'cloudStack', from: guest.address, values: valuesOn(guest) })),
        files,
      );

    const base64Of = (bytes: Uint8Array | null): string | null =>
      bytes === null || bytes.byteLength === 0 ? null : Buffer.from(bytes).toString('base64');

    const seenOf = (verdict: AcceptedVerdict | ServedVerdict) => ({
      instanceId: verdict.instanceId,
      hostname: verdict.hostname,
      zone: verdict.availabilityZone,
      userData: typeof verdict.userData === 'string' ? verdict.userData : base64Of(verdict.userData),
      keys: verdict.publicKeys,
    });

    const passwordOn = ({ vendorConfig }: AcceptedVerdict): unknown => vendorConfig?.password ?? null;

    describe('its CloudStack source', () => {
      const boots: ServedVerdict[][] = [];

      beforeAll(async () => {
        const [byName = {}, byNetworkd = {}, byDhclient = {}] = Object.values(ways);
        boots.push([...boot(byName)], [...boot(byNetworkd)]);
        afterReset.forEach((guest, index) => {
          if (isReset(index)) extract(writeImage('cloudstack', guest), directory('trees', guest.name));
        });
        await opened().reload();
        boots.push([...boot(byDhclient)]);
      });

      for (const [index, way] of Object.keys(ways).entries()) {
        it(`finds the router by ${way}`, () => {
          expect(new Set(boots[index]?.map(({ router }) => router))).toEqual(new Set([ROUTER]));
        });

        it(`sees with ${way} what each drive says`, () => {
          expect(boots[index]?.map(seenOf)).toEqual(onDrive.map(seenOf));
        });

        it(`reads with ${way} every value as that of the drive`, () => {
          for (const [at, { metadata, values }] of (boots[index] ?? []).entries()) {
            const names = Object.keys(metadata);
            expect(Object.fromEntries(names.map((name) => [name, values[name]])), guests[at]?.name).toEqual(metadata);
            // What is on the drive and not served are other names of what is.
            const served = new Set(names.map((name) => name.replaceAll('-', '_')));
            expect(Object.keys(values).filter((name) => !served.has(name.replaceAll('-', '_')))).toEqual([]);
          }
        });
      }

      it('gets each password at its first boot', () => {
        expect(boots[0]?.map(({ password }) => password)).toEqual(onDrive.map(passwordOn));
        expect(onDrive.filter((drive) => passwordOn(drive) !== null).length).toBeGreaterThan(15);
      });

      it('gets none at the next boot', () => {
        expect(boots[1]?.map(({ password }) => password)).toEqual(guests.map(() => null));
      });

      it('gets the new ones after a reset, and no other again', () => {
        const renewed = judged('configDrive', ({ name }) => directory('trees', name));
        const expected = renewed.map((drive, index) => (isReset(index) ? passwordOn(drive) : null));
        expect(boots[2]?.map(({ password }) => password)).toEqual(expected);
        expect(expected.filter((password) => password !== null)).toHaveLength(8);
      });

      it('complains of nothing but texts that look like JSON', () => {
        const warnings = boots.flat().flatMap((verdict) => verdict.warnings);
        expect(warnings.filter((line) => !/looked like a json object, but it was not/.test(line))).toEqual([]);
      });
    });

    describe('its OpenStack source', () => {
      let verdicts: readonly ServedVerdict[] = [];

      beforeAll(() => {
        verdicts = asked(guests.map(({ address }) => ({ source: 'openStack', from: address })));
      });

      const drive = ({ name }: GeneratedGuest): string => directory('openstack-trees', name);

      it('sees what each drive says, network and vendor data included', () => {
        for (const guest of guests) extract(directory('openstack', `${guest.name}.iso`), drive(guest));
        const expected = judged('configDrive', drive);
        expect(verdicts.map(seenOf)).toEqual(expected.map(seenOf));
        expect(verdicts.map(({ vendorData }) => vendorData)).toEqual(
          expected.map(({ vendorData }) => base64Of(vendorData)),
        );
        const networks = guests.map(
          (guest) =>
            JSON.parse(readFileSync(join(drive(guest), 'openstack/latest/network_data.json'), 'utf8')) as unknown,
        );
        expect(verdicts.map(({ networkData }) => networkData)).toEqual(networks);
      });

      it('complains of nothing', () => {
        expect(verdicts.flatMap(({ warnings }) => warnings)).toEqual([]);
      });

      it('finds the service by metadata_urls', () => {
        const [guest] = guests;
        const [verdict] = asked([{ source: 'openStack', from: guest!.address, seedFrom: `http://${OPENSTACK}:80/` }]);
        expect(verdict?.router).toBe(`http://${OPENSTACK}:80/`);
        expect(verdict?.instanceId).toBe(verdicts[0]?.instanceId);
      });
    });

    describe("its crawl of EC2's tree", () => {
      it('sees what each drive says', () => {
        const verdicts = asked(
          guests.map(({ address }) => ({ source: 'ec2', from: address, seedFrom: `http://${EC2}` })),
        );
        expect(verdicts.map(seenOf)).toEqual(onDrive.map(seenOf));
        expect(verdicts.flatMap(({ warnings }) => warnings)).toEqual([]);
      });
    });

    describe('its NoCloud source', () => {
      it('sees over HTTP what a seed on a drive says', () => {
        mkdirSync(directory('seeds'));
        for (const guest of guests) {
          extract(writeImage('seeds', guest, { tree: 'nocloud' }), directory('seed-trees', guest.name));
        }
        const expected = judged('noCloud', ({ name }) => directory('seed-trees', name));
        const verdicts = asked(
          guests.map(({ address }) => ({ source: 'noCloud', from: address, seedFrom: `http://${SEEDS}/` })),
        );
        expect(verdicts.map(seenOf)).toEqual(expected.map(seenOf));
        expect(verdicts.map(({ vendorData }) => vendorData)).toEqual(
          expected.map(({ vendorData }) => base64Of(vendorData)),
        );
        const withoutSeed = ({ metadata: { seedfrom: _, ...others } }: ServedVerdict) => others;
        expect(verdicts.map(withoutSeed)).toEqual(expected.map(({ metadata }) => metadata));
      });
    });
  });
});
