/**
 * Lists of an input that are too long, or in which too much is wrong to look any further: cut before zod sees them, which keeps
 * a kilobyte for each fault, where few are ever listed.
 */
import type { Place } from '@configdrive/issues';
import type { CoreIssues } from '../issues.ts';
import { nicShape, parameterShape, tripleShape } from './shape.ts';
import { vendorDataNames } from './vendor-text.ts';

/** Longer lists of triples, cards and parameters are looked through for faults first. */
const LONG_LIST = 1000;
const MOST_FAULTS = 200;
const isPair = (item: unknown): boolean => parameterShape.safeParse(item).success;
// Nothing here is called when the module is loaded: what of this package looks at no input is bundled without it.
const looked: readonly (readonly [name: string, isGood: (item: unknown) => boolean])[] = [
  ['vmData', (item) => tripleShape.safeParse(item).success],
  ['nics', (item) => nicShape.safeParse(item).success],
  ['customParameters', isPair],
];

/** Of all other lists together, the items that are looked at: no drive has as many files, addresses, devices or parts. */
const MOST_ITEMS = 10_000;

/** Far above what the items of an input have; only what holds itself has more. */
const MOST_OBJECTS = 100_000;

/** What may be looked at still, wherever it is: lists within lists multiply. */
interface Budget {
  items: number;
  objects: number;
}

const MUCH_IS_WRONG = 'so much is wrong before that what begins here was not looked at';
const TOO_MANY = `lists of an input have at most ${MOST_ITEMS} items together; what begins here was not looked at`;

/** Lists of an input lie above that: `nics[0].ipv4.routes`. */
const DEEPEST = 6;

/** What is read as it is, and has limits of its own. */
const isUnshortened = (name: string): boolean =>
  ['vmData', 'customParameters'].includes(name) || vendorDataNames.some((one) => one === name);

/** An input whose lists end where enough is wrong with them, or with the most that is looked at; what is behind is said. */
export function shortened(whole: unknown, report: CoreIssues): unknown {
  if (!isPlainObject(whole)) return whole;
  const ends = looked.flatMap(([name, isGood]) => {
    const items = whole[name];
    const end = Array.isArray(items) && items.length > LONG_LIST ? endOfFaults(items, isGood) : undefined;
    return end === undefined || !Array.isArray(items)
      ? []
      : [[name, cutAt(items, end, [name], MUCH_IS_WRONG, report)] as const];
  });
  const shorter = withFewParameters(ends.length === 0 ? whole : { ...whole, ...Object.fromEntries(ends) }, report);
  return withShortLists(shorter, [], { items: MOST_ITEMS, objects: MOST_OBJECTS }, report);
}

/** Behind the last fault that is looked at; undefined where there are not as many. */
function endOfFaults(items: readonly unknown[], isGood: (item: unknown) => boolean): number | undefined {
  let faults = 0;
  const last = items.findIndex((item) => !isGood(item) && ++faults === MOST_FAULTS);
  return last === -1 ? undefined : last + 1;
}

/** The same of parameters that are no list. */
function withFewParameters(whole: Members, report: CoreIssues): Members {
  const { customParameters } = whole;
  if (!isPlainObject(customParameters)) return whole;
  const pairs = Object.entries(customParameters);
  const end = pairs.length > LONG_LIST ? endOfFaults(pairs, isPair) : undefined;
  if (end === undefined) return whole;
  return {
    ...whole,
    customParameters: Object.fromEntries(cutAt(pairs, end, ['customParameters'], MUCH_IS_WRONG, report)),
  };
}

function cutAt<Item>(
  items: readonly Item[],
  end: number,
  place: Place,
  message: string,
  report: CoreIssues,
): readonly Item[] {
  report.add('more-problems', [...place, end], message);
  return items.slice(0, end);
}

/** The value itself where the lists in it are within the budget. */
function withShortLists(value: unknown, place: Place, left: Budget, report: CoreIssues): unknown {
  if (place.length > DEEPEST) return value;
  if (Array.isArray(value)) return shortList(value, place, left, report);
  if (!isPlainObject(value)) return value;
  if (left.objects-- <= 0) return null;
  const changed = Object.entries(value).flatMap(([key, member]) => {
    const isKept = (place.length === 0 && isUnshortened(key)) || typeof member !== 'object';
    const short = isKept ? member : withShortLists(member, [...place, key], left, report);
    return short === member ? [] : [[key, short] as const];
  });
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
}

function shortList(items: readonly unknown[], place: Place, left: Budget, report: CoreIssues): readonly unknown[] {
  const few = items.length > left.items ? cutAt(items, left.items, place, TOO_MANY, report) : items;
  left.items -= few.length;
  const short = few.map((item, index) => withShortLists(item, [...place, index], left, report));
  return short.every((item, index) => item === items[index]) && few === items ? items : short;
}

type Members = Readonly<Record<string, unknown>>;

const isPlainObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]';
