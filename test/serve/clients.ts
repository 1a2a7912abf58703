/**
 * Who asks a metadata service, and what: the requests in their order, and what is answered. Those of wget, curl, BusyBox, Python,
 * cloud-init, Ignition (Debian's 2.14, asked by networkd lease) and Go's http.Get are as recorded; of the others the paths, words and
 * order are those of their sources, the headers of their kind. Each is asked by a machine of its own. docs/serve-clients.md shows the same table.
 */
import type { FormName } from '@configdrive/core';

/** What is asked: of the machine, by its name; or what every machine is told. */
export type Expected =
  | { readonly value: string }
  | { readonly document: 'meta_data.json' | 'network_data.json' }
  | { readonly text: string }
  | 'user data'
  | 'listing'
  | 'password'
  | 'not found'
  | 'not allowed';

export interface Step {
  readonly at: 'metadata' | 'passwords';
  readonly request: string;
  readonly expected: Expected;
}

export interface Client {
  readonly name: string;
  readonly form: FormName;
  /** How it finds the service. */
  readonly findsBy: string;
  /** What it does with an answer. */
  readonly accepts: string;
  /** All requests over one connection, as far as the service keeps it. */
  readonly keepsConnection?: boolean;
  readonly steps: readonly Step[];
}

/** How a program writes a request: `{path}` and `{host}` are filled in, a word of a password script is added at its place. */
interface Speech {
  readonly host: string;
  readonly lines: readonly string[];
}

const WGET = 'User-Agent: Wget/1.21.3';

const speak = {
  wget: (host: string): Speech => ({
    host,
    lines: [
      'GET {path} HTTP/1.1',
      'Host: {host}',
      WGET,
      'Accept: */*',
      'Accept-Encoding: identity',
      'Connection: Keep-Alive',
    ],
  }),
  wgetOfOldGuests: (host: string): Speech => ({
    host,
    lines: [
      'GET {path} HTTP/1.0',
      'User-Agent: Wget/1.12 (linux-gnu)',
      'Accept: */*',
      'Host: {host}',
      'Connection: Keep-Alive',
    ],
  }),
  busybox: (host: string): Speech => ({
    host,
    lines: ['GET {path} HTTP/1.1', 'Host: {host}', 'User-Agent: Wget', 'Connection: close'],
  }),
  curl: (host: string): Speech => ({
    host,
    lines: ['GET {path} HTTP/1.1', 'Host: {host}', 'User-Agent: curl/7.88.1', 'Accept: */*'],
  }),
  pythonRequests: (host: string, agent: string): Speech => ({
    host,
    lines: [
      'GET {path} HTTP/1.1',
      'Host: {host}',
      `User-Agent: ${agent}`,
      'Accept-Encoding: gzip, deflate',
      'Accept: */*',
      'Connection: keep-alive',
    ],
  }),
  pythonHttpClient: (host: string): Speech => ({
    host,
    lines: ['GET {path} HTTP/1.1', 'Host: {host}', 'Accept-Encoding: identity'],
  }),
  go: (host: string): Speech => ({
    host,
    lines: ['GET {path} HTTP/1.1', 'Host: {host}', 'User-Agent: Go-http-client/1.1', 'Accept-Encoding: gzip'],
  }),
  ignition: (host: string): Speech => ({
    host,
    lines: [
      'GET {path} HTTP/1.1',
      'Host: {host}',
      'User-Agent: Ignition/Debian 2.14.0+ds1-1+b6',
      'Accept: application/vnd.coreos.ignition+json;version=3.3.0, */*;q=0.1',
      'Accept-Encoding: identity',
    ],
  }),
  reqwest: (host: string): Speech => ({ host, lines: ['GET {path} HTTP/1.1', 'accept: */*', 'host: {host}'] }),
  openbsdFtp: (host: string): Speech => ({
    host,
    lines: ['GET {path} HTTP/1.0', 'Connection: close', 'Host: {host}', 'User-Agent: OpenBSD ftp'],
  }),
  routerOs: (host: string): Speech => ({
    host,
    lines: [
      'GET {path} HTTP/1.1',
      'Host: {host}',
      'User-Agent: Mikrotik/6.x Fetch',
      'Accept-Encoding: deflate',
      'Connection: Close',
    ],
  }),
  bare: (): Speech => ({ host: '', lines: ['GET {path} HTTP/1.0'] }),
};

const requestOf = ({ host, lines }: Speech, path: string, more: readonly string[] = []): string =>
  [...lines, ...more]
    .map((line) => `${line.replace('{path}', path).replace('{host}', host)}\r\n`)
    .join('')
    .concat('\r\n');

/** Asks for a path. */
const get = (speech: Speech, path: string, expected: Expected): Step => ({
  at: 'metadata',
  request: requestOf(speech, path),
  expected,
});

/** Says a word to the password server. */
const say = (speech: Speech, word: string, expected: Expected, header = 'DomU_Request'): Step => ({
  at: 'passwords',
  request: requestOf(speech, '/', [`${header}: ${word}`]),
  expected,
});

const SEND = 'send_my_password';
const SAVED = 'saved_password';
const DONE: Expected = { text: SAVED };

/** A script that takes the password, says so, and finds none when the machine boots again. */
const takesPassword = (speech: Speech): readonly Step[] => [
  say(speech, SEND, 'password'),
  say(speech, SAVED, DONE),
  say(speech, SEND, DONE),
];

const value = (name: string): Expected => ({ value: name });
const leaf = (speech: Speech, name: string, isThere = true): Step =>
  get(speech, `/latest/meta-data/${name}`, isThere ? value(name) : 'not found');

const ROUTER = '10.1.1.1';
const ROUTER_PASSWORDS = `${ROUTER}:8080`;

const cloudInit = speak.pythonRequests(ROUTER, 'Cloud-Init/22.4.2');
const cloudbase = speak.pythonRequests(ROUTER, 'python-requests/2.32.3');
const cloudbaseOfNova = speak.pythonRequests('169.254.169.254', 'python-requests/2.32.3');
const ignition = speak.ignition(ROUTER);
const ignitionOfNova = speak.ignition('169.254.169.254');
const talos = speak.go('data-server.');
const afterburn = speak.reqwest(ROUTER);
const afterburnOfNova = speak.reqwest('169.254.169.254');
const bosh = speak.go('data-server');

export const clients: readonly Client[] = [
  {
    name: 'cloud-init, source CloudStack',
    form: 'cloudstack',
    findsBy: '`data-server`, networkd lease, dhclient lease, default gateway',
    accepts: '404 for user data only',
    keepsConnection: true,
    steps: [
      leaf(cloudInit, 'instance-id'),
      get(cloudInit, '/latest/user-data', 'user data'),
      get(cloudInit, '/latest/meta-data/', 'listing'),
      leaf(cloudInit, 'instance-id'),
      leaf(cloudInit, 'public-keys'),
      ...takesPassword(speak.wget(ROUTER_PASSWORDS)),
    ],
  },
  {
    name: 'cloudbase-init, CloudStack',
    form: 'cloudstack',
    findsBy: '`http://10.1.1.1/`, then each DHCP server',
    accepts: '200 only; asks twice for the password before it says that it has it',
    keepsConnection: true,
    steps: [
      ...['service-offering', 'instance-id', 'local-hostname', 'public-keys'].map((name) => leaf(cloudbase, name)),
      get(cloudbase, '/latest/user-data', 'user data'),
      say(speak.pythonHttpClient(ROUTER_PASSWORDS), SEND, 'password'),
      ...takesPassword(speak.pythonHttpClient(ROUTER_PASSWORDS)),
    ],
  },
  {
    name: 'CloudStack, password script',
    form: 'cloudstack',
    findsBy: 'netplan lease, dhclient lease, gateway, `data-server`',
    accepts: 'any text; wget gives up at an error',
    steps: takesPassword(speak.wget('data-server:8080')),
  },
  {
    name: 'CloudStack, password script of old guests',
    form: 'cloudstack',
    findsBy: 'dhclient lease',
    accepts: 'HTTP/1.0',
    steps: takesPassword(speak.wgetOfOldGuests(ROUTER_PASSWORDS)),
  },
  {
    name: 'CloudStack, SSH key script',
    form: 'cloudstack',
    findsBy: 'dhclient lease, `data-server`',
    accepts: '200 and a text',
    steps: [get(speak.wget('data-server'), '/latest/public-keys', value('public-keys'))],
  },
  {
    name: 'CloudStack, universal script',
    form: 'cloudstack',
    findsBy: 'netplan, nmcli, wicked, udhcpc, lease files, `data-server`',
    accepts: '200 (curl `--fail`)',
    steps: [
      get(speak.curl(ROUTER), '/latest/public-keys', value('public-keys')),
      ...takesPassword(speak.curl(ROUTER_PASSWORDS)),
    ],
  },
  {
    name: 'scripts of BusyBox guests',
    form: 'cloudstack',
    findsBy: 'udhcpc lease',
    accepts: '200',
    steps: [
      get(speak.busybox(ROUTER), '/latest/user-data', 'user data'),
      ...takesPassword(speak.busybox(ROUTER_PASSWORDS)),
    ],
  },
  {
    name: 'password tool of old Windows guests',
    form: 'cloudstack',
    findsBy: 'DHCP server',
    accepts: '`saved_password` where there is none',
    steps: [
      say(speak.curl(ROUTER_PASSWORDS), SEND, 'password', 'domu_request'),
      say(speak.curl(ROUTER_PASSWORDS), SAVED, DONE, 'DOMU_REQUEST'),
      say(speak.curl(ROUTER_PASSWORDS), SEND, DONE, 'DomU_Request'),
    ],
  },
  {
    name: 'Ignition, cloudstack',
    form: 'cloudstack',
    findsBy: 'networkd lease',
    accepts: '404 is no config',
    keepsConnection: true,
    steps: [get(ignition, '/latest/user-data', 'user data')],
  },
  {
    name: 'Afterburn, cloudstack-metadata',
    form: 'cloudstack',
    findsBy: 'DHCP server',
    accepts: '404 is absent',
    keepsConnection: true,
    steps: [
      leaf(afterburn, 'instance-id'),
      leaf(afterburn, 'local-hostname'),
      leaf(afterburn, 'public-hostname', false),
      leaf(afterburn, 'availability-zone'),
      leaf(afterburn, 'public-ipv4', false),
      leaf(afterburn, 'local-ipv4'),
      leaf(afterburn, 'service-offering'),
      leaf(afterburn, 'cloud-identifier'),
      leaf(afterburn, 'vm-id'),
      leaf(afterburn, 'public-keys'),
    ],
  },
  {
    name: 'Talos',
    form: 'cloudstack',
    findsBy: '`data-server.`, with the final dot',
    accepts: '404 and an empty text are none',
    keepsConnection: true,
    steps: [
      get(talos, '/latest/user-data', 'user data'),
      leaf(talos, 'local-hostname'),
      leaf(talos, 'service-offering'),
      leaf(talos, 'instance-id'),
      leaf(talos, 'public-ipv4', false),
      leaf(talos, 'availability-zone'),
    ],
  },
  {
    name: 'MikroTik RouterOS',
    form: 'cloudstack',
    findsBy: '`data-server.` or DHCP server',
    accepts: '200',
    steps: [leaf(speak.routerOs('data-server.'), 'vm-id'), leaf(speak.routerOs('data-server.'), 'public-keys')],
  },
  {
    name: 'OpenBSD cloud-agent',
    form: 'cloudstack',
    findsBy: 'DHCP server',
    accepts: '200',
    steps: [
      leaf(speak.openbsdFtp(ROUTER), 'instance-id'),
      leaf(speak.openbsdFtp(ROUTER), 'local-hostname'),
      leaf(speak.openbsdFtp(ROUTER), 'public-keys'),
      get(speak.openbsdFtp(ROUTER), '/latest/user-data', 'user data'),
    ],
  },
  {
    name: 'scripts of old CoreOS and RancherOS',
    form: 'cloudstack',
    findsBy: 'DHCP server',
    accepts: '200; two slashes in front',
    steps: [
      get(speak.curl(ROUTER), '//latest/public-keys', value('public-keys')),
      get(speak.curl(ROUTER), '//latest/local-ipv4', value('local-ipv4')),
      get(speak.curl(ROUTER), '//latest/user-data', 'user data'),
    ],
  },
  {
    name: 'bosh-agent',
    form: 'cloudstack',
    findsBy: 'its settings',
    accepts: "404 at EC2's path of keys; the path can be set",
    keepsConnection: true,
    steps: [
      get(bosh, '/latest/meta-data/public-keys/0/openssh-key', 'not found'),
      leaf(bosh, 'public-keys'),
      get(bosh, '/latest/user-data', 'user data'),
    ],
  },
  {
    name: 'HTTP/1.0 without a host',
    form: 'cloudstack',
    findsBy: 'address',
    accepts: '200',
    steps: [
      get(speak.bare(), '/latest/user-data', 'user data'),
      get(speak.bare(), '/latest/meta-data', 'listing'),
      ...takesPassword(speak.bare()),
    ],
  },
  {
    name: 'cloudbase-init, OpenStack',
    form: 'openstack',
    findsBy: '169.254.169.254',
    accepts: 'cannot hand back a password: 405',
    keepsConnection: true,
    steps: [
      get(cloudbaseOfNova, '/openstack/latest/meta_data.json', { document: 'meta_data.json' }),
      get(cloudbaseOfNova, '/openstack/latest/user_data', 'user data'),
      get(cloudbaseOfNova, '/openstack/latest/network_data.json', 'not found'),
      get(cloudbaseOfNova, '/openstack/2013-04-04/meta_data.json', { document: 'meta_data.json' }),
      {
        at: 'metadata',
        request: requestOf(
          {
            ...cloudbaseOfNova,
            lines: cloudbaseOfNova.lines.map((line) => line.replace('GET', 'POST')),
          },
          '/openstack/2013-04-04/password',
          ['Content-Length: 8'],
        ).concat('AAAAAAAA'),
        expected: 'not allowed',
      },
    ],
  },
  {
    name: 'Ignition, openstack',
    form: 'openstack',
    findsBy: '169.254.169.254',
    accepts: '404 is no config',
    keepsConnection: true,
    steps: [get(ignitionOfNova, '/openstack/latest/user_data', 'user data')],
  },
  {
    name: 'Afterburn, openstack-metadata',
    form: 'openstack',
    findsBy: '169.254.169.254',
    accepts: '404 is absent',
    keepsConnection: true,
    steps: [
      get(afterburnOfNova, '/openstack/2012-08-10/meta_data.json', { document: 'meta_data.json' }),
      get(afterburnOfNova, '/latest/meta-data/hostname', value('local-hostname')),
      leaf(afterburnOfNova, 'instance-id'),
      get(afterburnOfNova, '/latest/meta-data/instance-type', value('service-offering')),
      leaf(afterburnOfNova, 'local-ipv4'),
      leaf(afterburnOfNova, 'public-ipv4', false),
      get(afterburnOfNova, '/latest/meta-data/public-keys', { text: '0=key-0' }),
      get(afterburnOfNova, '/latest/meta-data/public-keys/0/openssh-key', value('public-keys')),
    ],
  },
];
