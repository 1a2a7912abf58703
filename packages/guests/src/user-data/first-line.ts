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
    return 'the first line is nearly #cloud-config, and cloud-init passes over all of it';
  if (letters(line) === 'templatejinja') return 'the first line is nearly ## template: jinja';
  if (isCloudConfigKey(line) && !line.startsWith('#')) {
    return 'it reads like a cloud-config, and the first line is not #cloud-config: cloud-init passes over all of it';
  }
  return undefined;
}

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
