/** What the functions of the façade take beyond those of the packages: what callers have at hand becomes what these take. */
import {
  checkArguments,
  drive as driveKind,
  isDrive,
  isLayout,
  isObject,
  type Kind as PackageKind,
} from '@configdrive/issues/arguments';

/** One kind of argument. */
export interface Kind extends PackageKind {
  /** Makes what the function takes of what callers have at hand. */
  readonly from?: (value: unknown) => unknown;
}

/** An argument by its name in messages; one with a question mark may be left out. */
type Parameter = readonly [name: string, kind: Kind];

type Callable = (...given: never[]) => unknown;

/** The same function, which refuses arguments of other kinds. An asynchronous one rejects. */
export const checked = /* @__NO_SIDE_EFFECTS__ */ <Checked extends Callable>(
  act: Checked,
  ...parameters: readonly Parameter[]
): Checked => {
  const isAsync = act.constructor.name === 'AsyncFunction';
  const call = (...given: unknown[]): unknown => {
    try {
      checkArguments(...parameters.map(([name, kind], index) => [name, kind, given[index]] as const));
    } catch (cause) {
      if (isAsync) return Promise.reject(cause);
      throw cause;
    }
    for (const [index, [, { from }]] of parameters.entries()) {
      if (from !== undefined) given[index] = from(given[index]);
    }
    return act(...(given as never[]));
  };
  return Object.defineProperty(call, 'name', { value: act.name }) as unknown as Checked;
};

type Members = Readonly<Record<string, unknown>>;

/** A drive, or what buildConfigDrive gives, which has one. */
export const drive: Kind = {
  ...driveKind,
  is: (value) => isDrive(value) || (isObject(value) && isDrive(value.drive)),
  from: (value) => (isDrive(value) ? value : (value as Members).drive),
};

/** What writeImageFile takes, and what buildConfigDrive gives. */
export const image: Kind = {
  words: 'an image: bytes, a layout, or what buildConfigDrive gives',
  is: (value) =>
    value instanceof Uint8Array || isLayout(value) || (isObject(value) && value.bytes instanceof Uint8Array),
  from: (value) => (isObject(value) && value.bytes instanceof Uint8Array ? value.bytes : value),
};
