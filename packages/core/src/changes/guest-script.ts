/** The script for guests, put on a drive that is there. */
import type { ConfigDrive } from '../drive.ts';
import { guestScriptPlaces } from '../formats/guest-script-places.ts';
import { guestScriptDocument } from '../guest-script/document.ts';
import { type ChangeOptions, changedDrive, putFile, reportUnchangeable } from './change.ts';

const REFUSAL = 'is nothing that a script can be added to: not changed';

/**
 * The drive with the script in its vendor data that applies its password and keys whenever the guest boots, as the option `resets`
 * has it for a new one. One of another version is replaced. Options `resetUser` and `resetHostName` say what it does.
 *
 * @throws InvalidInputError as planning refuses these options
 */
export const withGuestScript = (drive: ConfigDrive, options: ChangeOptions): ConfigDrive =>
  changedDrive(drive, { ...options, resets: 'every-boot' }, [], (change) => {
    const { setting, files, places } = change;
    if (setting.guestScript === undefined) return;
    const script = guestScriptDocument({ ...setting.guestScript, label: drive.label });
    for (const { paths, put } of guestScriptPlaces) {
      for (const path of paths(places)) {
        const old = files.has(path) ? files.documentAt(path) : '';
        const text = old === undefined ? undefined : put(old, script);
        if (text === undefined) reportUnchangeable(path, REFUSAL, change);
        else putFile(path, text, change);
      }
    }
  });
