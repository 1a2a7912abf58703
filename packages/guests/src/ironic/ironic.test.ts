import { expect, it } from 'vitest';
import { explained, type Row, titled } from '../../../../test/explain/explained.ts';
import { explain } from '../explain.ts';

const NETWORK = 'openstack/latest/network_data.json';
const LINKED = { links: [{ id: 'a', mtu: 1500 }], networks: [], services: [] };

const ROWS: readonly Row[] = [
  ['taken', { [NETWORK]: LINKED }],
  ['taken', {}, `notice network-data-absent ${NETWORK}`],
  ['partly', { [NETWORK]: {} }, `warning drive-rewritten ${NETWORK}`],
  ['partly', { [NETWORK]: '[]' }, `warning drive-rewritten ${NETWORK}`],
  ['partly', { [NETWORK]: '{' }, `warning drive-rewritten ${NETWORK}`],
  [
    'partly',
    { [NETWORK]: { links: [{ mtu: 1500 }, { mtu: null }] } },
    `warning drive-rewritten ${NETWORK}.links[1].mtu`,
  ],
  ['taken', { [NETWORK]: { networks: [{}] } }],
  [
    'partly',
    { [NETWORK]: LINKED, 'openstack/latest/user_data': new Uint8Array([0x1f, 0x8b]) },
    'warning text-not-utf8 openstack/latest/user_data',
  ],
];

it.each(titled(ROWS))('%s: %s', (verdict, _, files, found) => {
  expect(explained('ironic', files)).toMatchObject({ verdict, found });
});

it('leaves a drive as it is when a file is not in the Joliet tree', () => {
  const entries = [
    { path: NETWORK, content: '{}' },
    { path: 'x', content: '', only: 'plain' as const },
  ];
  const [explanation] = explain({ label: 'x', entries }, { guests: ['ironic'] });
  expect(explanation?.verdict).toBe('taken');
  expect(explanation?.issues.map(({ code, severity }) => [code, severity])).toEqual([['drive-rewritten', 'notice']]);
});
