/** The rule of growth, for the tests and for the process that counts. */

/** What is linear grows fourfold where its text does, what is square sixteenfold. */
const LINEAR_GROWTH = 6;

/** Less on the longer text is not looked at: so little is done once, whatever the text. */
const FEW_STEPS = 5000;

/**
 * Whether the steps of a `growing` work grow as its text does, or are few for any text.
 *
 * @param {readonly number[]} counts
 */
export const growsAsItsText = ([short = 0, long = Number.POSITIVE_INFINITY]) =>
  long < FEW_STEPS || long < LINEAR_GROWTH * short;
