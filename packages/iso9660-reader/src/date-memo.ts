/** Records of one tree mostly carry one date, and making a Date costs more than the rest of a record. */
import { recordDate } from 'iso9660-format';

const read = recordDate.get(0);

export class DateMemo {
  #high = -1;
  #low = -1;
  #date: Date | undefined;

  /** The seven-byte date at `at`; undefined when it is not given or none of the calendar. */
  at(bytes: Uint8Array, at: number): Date | undefined {
    const high = bytes[at]! * 0x1_0000 + bytes[at + 1]! * 0x100 + bytes[at + 2]!;
    const low = bytes[at + 3]! * 0x100_0000 + bytes[at + 4]! * 0x1_0000 + bytes[at + 5]! * 0x100 + bytes[at + 6]!;
    if (high !== this.#high || low !== this.#low) {
      this.#high = high;
      this.#low = low;
      this.#date = read(bytes, at);
    }
    return this.#date;
  }
}
