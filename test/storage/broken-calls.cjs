/**
 * The calls to the file system that a process makes, counted, and some of them broken: what strace does from outside
 * (faults.ts), at a hundredth of its price, with every errno and every way to fail. Used in three ways: `watchedFs` makes a
 * module for a test to mock `node:fs` with, `install` watches the real one for good, and as a file that Node loads before a
 * program (`--require`), in each of its threads, it breaks what BROKEN_CALLS says.
 */
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const nodePath = require('node:path');
const { isMainThread } = require('node:worker_threads');

/** What publishing calls: all of it synchronous but for the flush, which is called with a function for its end. */
const OF_PUBLISHING = [
  'openSync',
  'closeSync',
  'readSync',
  'writeSync',
  'fsync',
  'fsyncSync',
  'fstatSync',
  'lstatSync',
  'fchmodSync',
  'fchownSync',
  'ftruncateSync',
  'lutimesSync',
  'readdirSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
];
/** What the rest of this project calls, and what Node does for a stream; and of its promises. */
const OF_OTHERS = [
  'accessSync',
  'chmodSync',
  'chownSync',
  'existsSync',
  'futimesSync',
  'mkdirSync',
  'rmSync',
  'statSync',
  'symlinkSync',
  'utimesSync',
  'access',
  'chmod',
  'close',
  'fstat',
  'mkdir',
  'open',
  'read',
  'stat',
];
const PROMISED = ['opendir', 'stat'];

/** Whether something is another afterwards. */
const CHANGES =
  /^(?:chmod|chown|close|fchmod|fchown|fsync|ftruncate|futimes|link|lutimes|mkdir|rename|rm|symlink|unlink|utimes|write)$/;

/** Before an errno: the call is done, and reported as failed all the same, as by a server whose answer got lost. */
const DONE = 'done, and ';
/** In place of an errno: half of the bytes are written or read. */
const SHORT = 'short';

const ROLES = [
  [/\.draft$/, 'draft'],
  [/\.claim$/, 'claim'],
  [/\.next$/, 'copy'],
  [/\.iso$/, 'file'],
];
const roleOf = (path) => ROLES.find(([kind]) => kind.test(path))?.[1] ?? 'directory';

/** There are as many of them as the test's directory is deep. */
const isLookForLinks = (name, [path]) =>
  name === 'lstatSync' &&
  typeof path === 'string' &&
  !path.startsWith('/proc/') &&
  roleOf(nodePath.basename(path)) === 'directory';

/** Functions that take bytes, by the position of how many. */
const LENGTH_AT = { writeSync: 3, readSync: 3, read: 3 };

/** One at a time: what is seen while it watches, by function and by what it is called for. */
class Watch {
  #calls;
  #breaking = () => undefined;
  /** What an open file is; undefined: it is of no interest. */
  #roles = new Map();
  #directory;

  /** @param directory Nothing else is watched than what lies in it; default: everything, but looks for links. */
  constructor(directory) {
    this.#directory = directory;
  }

  /** Runs something; what `breaking` names fails in it. Answers the calls, `rename draft file` and the like. */
  async over(act, breaking = () => undefined) {
    const calls = this.start(breaking);
    try {
      await act();
    } finally {
      this.#calls = undefined;
    }
    return calls;
  }

  start(breaking) {
    this.#calls = [];
    this.#breaking = breaking;
    return this.#calls;
  }

  call(name, real, args) {
    if (this.#calls === undefined || !this.#isWatched(name, args)) return real(...args);
    const text = this.#textOf(name, args);
    const fault = this.#breaking(this.#calls.push(text) - 1, text);
    if (fault === SHORT) return real(...shortened(name, args));
    if (fault !== undefined) return this.#broken(name, real, args, fault);
    return this.#opened(name, args, real);
  }

  #opened(name, args, real) {
    const [path] = args;
    if (name === 'open') {
      const end = args.at(-1);
      return real(...args.slice(0, -1), (error, fd) => {
        if (fd !== undefined) this.#roles.set(fd, roleOf(nodePath.basename(String(path))));
        end(error, fd);
      });
    }
    const result = real(...args);
    if (name === 'openSync') this.#roles.set(Number(result), roleOf(nodePath.basename(String(path))));
    if (name === 'closeSync' || name === 'close') this.#roles.delete(path);
    return result;
  }

  #broken(name, real, args, fault) {
    // Linux lets a descriptor go also when close fails.
    const isDone = fault.startsWith(DONE);
    const isClose = name === 'closeSync' || name === 'close';
    if (isClose) this.#roles.delete(args[0]);
    if (isClose || isDone) this.#done(name, real, args);
    const errno = fault.replace(DONE, '');
    if (name === 'existsSync') return false;
    const error = Object.assign(new Error(`${errno}: broken`), { code: errno, errno: -5, syscall: name });
    const end = args.at(-1);
    if (typeof end !== 'function') throw error;
    setImmediate(() => end(error));
  }

  /** What is opened has to be let go: nobody gets its number. */
  #done(name, real, args) {
    if (name === 'openSync') fs.closeSync(real(...args));
    else if (typeof args.at(-1) === 'function') real(...args.slice(0, -1), () => {});
    else real(...args);
  }

  #isWatched(name, [first, second]) {
    if (this.#directory === undefined) return !isLookForLinks(name, [first]);
    return [first, second].some((each) => this.#isInside(each));
  }

  #isInside(place) {
    if (typeof place === 'number') return this.#roles.has(place);
    if (typeof place !== 'string') return false;
    const held = /^\/proc\/self\/fd\/(\d+)/.exec(place);
    if (held !== null) return this.#roles.has(Number(held[1]));
    return place === this.#directory || place.startsWith(`${this.#directory}/`);
  }

  /** The function without its `Sync`, and the roles of the files that it is called for. */
  #textOf(name, args) {
    const paths = args.filter((each) => typeof each === 'string').map((path) => roleOf(nodePath.basename(path)));
    const roles = typeof args[0] === 'number' ? [this.#roles.get(args[0]) ?? 'unknown'] : paths;
    return [name.replace(/Sync$/, ''), ...roles].join(' ');
  }
}

function shortened(name, args) {
  const at = LENGTH_AT[name];
  return at === undefined ? args : args.map((each, index) => (index === at ? Math.ceil(each / 2) : each));
}

/** `node:fs` with the functions of publishing watched. */
function watchedFs(real, watch) {
  const watched = OF_PUBLISHING.map((name) => [name, (...args) => watch.call(name, real[name], args)]);
  const functions = Object.fromEntries(watched);
  return { ...real, ...functions, default: { ...real, ...functions } };
}

/** Watches the functions of this process itself, for good: before anything is loaded that keeps one of them. */
function install(watch) {
  for (const name of [...OF_PUBLISHING, ...OF_OTHERS]) {
    const real = fs[name];
    fs[name] = Object.assign((...args) => watch.call(name, real, args), real, { real });
  }
  for (const name of PROMISED) {
    const real = fs.promises[name];
    // What throws at once rejects.
    fs.promises[name] = async (...args) => watch.call(name, real, args);
  }
  syncBuiltinESMExports();
}

/** How a call fails that is broken in one of the ways; undefined: it is not. */
function breakingOf({ index, errno, manner }) {
  let broken;
  return (at, text) => {
    if (at === index) broken = text.split(' ')[0];
    if (at < index || broken === undefined) return undefined;
    const isFirst = at === index;
    const isOfKind = text.split(' ')[0] === broken;
    return {
      once: isFirst ? errno : undefined,
      forever: isOfKind ? errno : undefined,
      gone: errno,
      done: isFirst ? `${DONE}${errno}` : undefined,
      short: isOfKind ? SHORT : undefined,
    }[manner];
  };
}

module.exports = { CHANGES, Watch, breakingOf, install, watchedFs };

const plan = process.env.BROKEN_CALLS;
if (plan !== undefined) {
  const { directory, log, thread, ...fault } = JSON.parse(plan);
  const { appendFileSync } = fs;
  const own = isMainThread ? 'main' : 'worker';
  const watch = new Watch(directory);
  const breaking = thread === own ? breakingOf(fault) : () => undefined;
  install(watch);
  watch.start((index, text) => {
    const how = breaking(index, text);
    if (thread === undefined || how !== undefined) appendFileSync(log, `${own} ${text}\n`);
    return how;
  });
}
