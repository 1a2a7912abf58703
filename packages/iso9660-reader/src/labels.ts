/** Labels: what each descriptor says, and what a guest finds the drive by. */
import { byteOffsetOf } from 'iso9660-format';
import { type DescriptorKind, type DescriptorSet, type FoundDescriptor, tableOf } from './descriptors.ts';

export interface DescriptorLabel {
  readonly descriptor: Extract<DescriptorKind, 'primary' | 'joliet' | 'enhanced'>;
  readonly block: number;
  readonly label: string;
}

/** Some writers pad with zeros: to whoever looks for a label it ends at the first, and before blanks at its end. */
function textIn({ kind, bytes, at }: FoundDescriptor): string {
  const text = tableOf(kind).get.volumeIdentifier(bytes, at);
  const end = text.indexOf('\0');
  return (end === -1 ? text : text.slice(0, end)).trimEnd();
}

/** The label of every descriptor that opens a tree, the primary one first. */
export function labelsOf({ primary, joliet, enhanced }: DescriptorSet): readonly DescriptorLabel[] {
  return [primary, joliet, enhanced]
    .filter((found) => found !== undefined)
    .map((found) => ({
      descriptor: found.kind as DescriptorLabel['descriptor'],
      block: found.block,
      label: textIn(found),
    }));
}

/**
 * The label as blkid and udev tell it (util-linux): Joliet's, but the primary one where Joliet's 16 units are merely its
 * beginning. An empty Joliet label is therefore no label at all (R71).
 */
export function labelOf({ primary, joliet }: DescriptorSet): string {
  const plain = textIn(primary);
  if (joliet === undefined) return plain;
  const label = textIn(joliet);
  const isCut = label !== '' && plain.length > label.length && plain.toUpperCase().startsWith(label.toUpperCase());
  return isCut ? plain : label;
}

/** Bytes of the volume as the primary descriptor counts them; files may be cut or padded. */
export const volumeByteLengthOf = ({ primary }: DescriptorSet): number =>
  byteOffsetOf(tableOf('primary').get.volumeSpaceSize(primary.bytes, primary.at));
