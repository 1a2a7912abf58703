/**
 * The password server of a virtual router, as a process of its own: password-server.mjs ADDRESS FOLDER, or with - for the address to one
 * guest, by standard input and output. What it knows is in FOLDER: the password in `password`, which goes when it is acknowledged, and in
 * `manner` how it answers. Each word that it is told becomes a line of `events`.
 */
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const [address = '', folder = ''] = process.argv.slice(2);
const at = (name) => join(folder, name);
const textAt = (name) => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');

/** CloudStack's: HTTP/1.0, no length, no newline, the connection is closed. */
const HEAD =
  'HTTP/1.0 200 OK\r\nServer: CloudStack Password Server\r\nServer: BaseHTTP/0.6\r\ncontent-type: text/plain\r\n\r\n';

/** What it says in each manner in the place of an answer. */
const MANNERS = {
  'the router’s': (body) => HEAD + body,
  'a length, and less than that': (body) => `HTTP/1.0 200 OK\r\nContent-Length: ${body.length + 9}\r\n\r\n${body}`,
  'half a head': () => 'HTTP/1.0 200 OK\r\nServer: Cloud',
  nothing: () => '',
  'no HTTP': (body) => body,
  'random bytes': () => Buffer.from([0, 255, 10, 13, 0, 39, 34, 128, 10, 1]),
  'an error with a page': (body) => `HTTP/1.0 500 Internal Server Error\r\n\r\n${body}`,
  'several lines': () => `${HEAD}<html>\n<p>Log in</p>\n</html>\n`,
  bad_request: () => `${HEAD}bad_request`,
};

function answerTo(word) {
  appendFileSync(at('events'), `${word}\n`);
  if (word === 'send_my_password') return textAt('password') || 'saved_password';
  if (word !== 'saved_password') return 'bad_request';
  rmSync(at('password'), { force: true });
  return word;
}

function converse(input, output) {
  let told = '';
  input.on('error', () => {});
  input.on('data', (bytes) => {
    told += bytes.toString('latin1');
    if (!told.includes('\r\n\r\n')) return;
    const word = /^domu_request: (.*?)\r$/im.exec(told)?.[1] ?? '';
    output.end(MANNERS[textAt('manner') || 'the router’s'](answerTo(word)));
    if (input !== output) input.destroy();
  });
}

if (address === '-') converse(process.stdin, process.stdout);
else createServer((socket) => converse(socket, socket)).listen(8080, address, () => writeFileSync(at('listening'), ''));
