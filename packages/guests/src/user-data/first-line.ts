/**
 * First lines that are nearly one that cloud-init knows. Leading blanks and capitals do no harm.
 */
import { stripped } from '@configdrive/core/internal';

const BYTE_ORDER_MARK = '\ufeff';

/** Undefined where the first line is no attempt at any; texts of no kind are looked at, and scripts of no interpreter. */
export function firstLineFault(text: string): string | undefined {
  if (text.startsWith(BYTE_ORDER_MARK)) return 'a byte order mark stands before the first line';
  const [line = ''] = stripped(text).split(/[\r\n]/, 1);
  if (letters(line) === 'cloudconfig')
    return 'the first line is nearly #cloud-config, and cloud-init ignores the whole file';
  if (line.startsWith('#') && cloudConfigLine.test(text)) {
    return 'a comment stands before #cloud-config: cloud-init looks at the first line, and ignores the whole file';
  }
  if (letters(line) === 'templatejinja') return 'the first line is nearly ## template: jinja';
  if (isCloudConfigKey(line) && !line.startsWith('#')) {
    return 'it reads like a cloud-config, and the first line is not #cloud-config: cloud-init ignores the whole file';
  }
  return undefined;
}

const cloudConfigLine = /^#cloud-config[ \t\r]*$/m;

const letters = (line: string): string =>
  line
    .slice(0, 64)
    .replace(/[^a-z]/gi, '')
    .toLowerCase();

/** What a cloud-config most often begins with. */
const keys = [
  ...'users user password passwd chpasswd ssh_pwauth ssh_authorized_keys hostname fqdn'.split(' '),
  ...'packages package_update package_upgrade runcmd bootcmd write_files manage_etc_hosts'.split(' '),
  ...'timezone locale growpart disk_setup fs_setup mounts ntp apt power_state final_message'.split(' '),
];
const keyLine = new RegExp(`^(?:${keys.join('|')})[ \\t]*:|^---`);

const isCloudConfigKey = (line: string): boolean => keyLine.test(line);

/**
 * What keeps a kernel from running a script, which it takes as it is: its first two characters are `#!`, and the rest of the
 * line is a program. Undefined where it runs it.
 */
export function scriptFault(text: string): string | undefined {
  if (text.startsWith(BYTE_ORDER_MARK)) return 'a byte order mark stands before #!';
  if (!text.startsWith('#!')) {
    return stripped(text).startsWith('#!')
      ? 'blank lines or spaces stand before #!, and the kernel runs only what begins with it'
      : 'a script without a first line that begins with #!';
  }
  const [line = ''] = text.split('\n', 1);
  if (line.slice('#!'.length).trim() === '') return 'no program is named behind #!';
  if (!line.endsWith('\r')) return undefined;
  return 'lines end with a carriage return, and the kernel looks for a program with one in its name';
}

/** Python's `dos2unix` of cloud-init: all line ends where the first one is that of DOS. */
export const withUnixLineEnds = (text: string): string =>
  text.indexOf('\r\n') === text.indexOf('\n') - 1 ? text.replaceAll('\r\n', '\n') : text;
