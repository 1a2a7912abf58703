import { command } from '../framework/command.ts';
import { json } from './shared.ts';
import { roots } from './store-options.ts';

export const serve = command({
  name: 'serve',
  summary: 'hand out metadata and passwords over HTTP',
  description:
    "Answers guests over HTTP as CloudStack's virtual router does, or nova, EC2 or a NoCloud seed: with what is on their drives. A guest is who it is by the address that it asks from. Runs until SIGTERM or Ctrl-C, and ends then with exit code 0 when all requests are answered; SIGHUP looks at all drives at once.",
  group: 'Keep many',
  stays: true,
  operands: { image: { about: 'the one drive that is served, instead of many', optional: true } },
  options: {
    drives: { value: 'directory', about: 'serve the images in it; i-2-10-VM.iso is of i-2-10-VM' },
    ...roots,
    listen: {
      short: 'l',
      value: 'address:port',
      repeatable: true,
      about: 'where guests ask: 10.1.1.1:80, [2001:db8::1]:80; may be repeated',
    },
    passwordListen: { value: 'address:port', about: 'where passwords are handed out: 10.1.1.1:8080' },
    form: {
      value: 'name',
      choices: ['cloudstack', 'openstack', 'ec2', 'nocloud'],
      about: 'whose requests are answered (default: cloudstack)',
    },
    network: { value: 'name', about: 'of the guests that ask here, for the log and the passwords (default: default)' },
    as: { value: 'address', repeatable: true, about: 'with one image: who asks for it; may be repeated' },
    hostName: {
      value: 'name',
      repeatable: true,
      about: 'another name by which guests call this service, beside its address and data-server; may be repeated',
    },
    state: { value: 'directory', about: 'where it is kept which passwords were taken; it is made' },
    saveListen: {
      value: 'address:port',
      about: "where passwords are saved, in the form of CloudStack's router, onto the drives of a store",
    },
    saveTokenFile: { value: 'file', about: 'what such a form must bring: a text of 22 characters at least' },
    metrics: { value: 'address:port', about: 'where metrics, /livez and /readyz are; no guest may reach it' },
    log: {
      value: 'form',
      choices: ['none', 'json'],
      about: 'a line for each request, on standard error (default: none)',
    },
    drain: { value: 'seconds', about: 'how long requests may take that are at work at the end (default: 10)' },
    systemd: { about: 'take the sockets that systemd opened, by their names: metadata, passwords, metrics' },
    dryRun: { about: 'only say who would get what' },
    json,
  },
  examples: [
    'configdrive serve --drives /var/cache/cloud --listen 10.1.1.1:80 --password-listen 10.1.1.1:8080 --state /var/lib/configdrive',
    'configdrive serve i-2-10-VM.iso --as 127.0.0.1 --listen 127.0.0.1:8180',
    'configdrive serve --drives /var/cache/cloud --dry-run',
  ],
});
