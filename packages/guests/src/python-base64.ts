/** Base64 as Python's `base64.decodebytes` takes it. */

const LARGEST_ASCII = 0x7f;
const PAD = 0x3d;

/** What is no character of base64 counts for nothing, and what is behind a full quartet with its padding neither; a quartet that is not full is an error. */
export function isPythonBase64(text: string): boolean {
  let quartet = 0;
  let pads = 0;
  let isOver = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > LARGEST_ASCII) return false;
    if (isOver) continue;
    if (unit === PAD && quartet >= 2) isOver = quartet + ++pads >= 4;
    else if (isOfAlphabet(unit)) {
      pads = 0;
      quartet = (quartet + 1) % 4;
    }
  }
  return isOver || quartet === 0;
}

const isOfAlphabet = (unit: number): boolean =>
  (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x2f && unit <= 0x39) || unit === 0x2b;
