/** explain called a network lost for a route of a card that a later item of its name replaces, so that no renderer sees it. */
import { expect, it } from 'vitest';
import { explained } from '../explain/explained.ts';

const card = (address: string, routes: readonly object[]) => ({
  type: 'physical',
  name: 'ens18',
  mac_address: '02:00:4c:5e:00:05',
  subnets: [{ type: 'static', address, gateway: '10.1.1.1', routes }],
});
const verdictOf = (...cards: readonly object[]) =>
  explained(
    'cloud-init-nocloud',
    {
      'meta-data': 'instance-id: i-1\nlocal-hostname: web-1\n',
      'user-data': '#cloud-config\na: b\n',
      'network-config': { version: 1, config: cards },
    },
    { label: 'cidata' },
  );

const WITHOUT_GATEWAY = [{ network: '10.9.0.0/16' }];

it('a card that is replaced costs no network, the one that replaces it does', () => {
  const sound = card('10.1.1.5/24', []);
  const broken = card('10.1.1.6/24', WITHOUT_GATEWAY);
  expect(JSON.stringify(verdictOf(broken, sound))).not.toContain('gateway-missing');
  expect(JSON.stringify(verdictOf(sound, broken))).toContain('gateway-missing');
});
