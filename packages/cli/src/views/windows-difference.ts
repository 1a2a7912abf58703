/** In what two drives are others to Windows than to Linux, which reads other names on the same image. */
import { type ConfigDrive, type DriveDifference, diffDrives } from '@configdrive/core';

/** What came, went or has other bytes in the tree that Windows reads, and not in the same way in that of Linux. */
export type WindowsDifference = Pick<DriveDifference, 'added' | 'removed' | 'changed'>;

/** Undefined where Windows sees no other difference than Linux. */
export function windowsDifference(before: ConfigDrive, after: ConfigDrive): WindowsDifference | undefined {
  if (before.trees === undefined && after.trees === undefined) return undefined;
  const [from, to] = [before, after].map(asWindowsSees) as [ConfigDrive, ConfigDrive];
  const own = namesAndContents(diffDrives(from, to));
  const told = new Set(itemsOf(namesAndContents(diffDrives(before, after))).map(textOf));
  const untold = <Item>(items: readonly Item[]): readonly Item[] => items.filter((item) => !told.has(textOf(item)));
  const difference = { added: untold(own.added), removed: untold(own.removed), changed: untold(own.changed) };
  return itemsOf(difference).length === 0 ? undefined : difference;
}

/** Joliet knows neither modes nor owners nor links. */
const asWindowsSees = (drive: ConfigDrive): ConfigDrive => ({
  ...drive,
  entries: (drive.trees?.[1]?.entries ?? drive.entries).map(({ path, content, sameAs }) => ({
    path,
    ...(content === undefined ? {} : { content }),
    ...(sameAs === undefined ? {} : { sameAs }),
  })),
});

const namesAndContents = ({ added, removed, changed }: DriveDifference): WindowsDifference => ({
  added,
  removed,
  changed: changed.flatMap(({ path, kind, content, byteLength }) =>
    kind === undefined && content === undefined
      ? []
      : [{ path, ...(kind && { kind }), ...(content && { content }), ...(byteLength && { byteLength }) }],
  ),
});

const itemsOf = ({ added, removed, changed }: WindowsDifference): readonly object[] => [
  ...added,
  ...removed,
  ...changed,
];

const textOf = (item: unknown): string => JSON.stringify(item);
