/**
 * How deep a YAML text is nested, counted before anything recurses into it. A YAML library splits and parses a text with a
 * stack of its own and recurses only when it composes documents; there the end of the stack is no limit, since an engine
 * that compiles a regular expression close to it ends the process, and nothing can catch that.
 */

/** Collections, with the document and the scalar around and inside of them. Python's own stack ends at some 480. */
const MOST_OPEN = 500;

/** What is needed of the library's parser, which is handed in: the core depends on none. */
interface StackParser<Token> {
  readonly stack: ArrayLike<unknown>;
  readonly offset: number;
  next(lexeme: string): Iterable<Token>;
  end(): Iterable<Token>;
}

/** A YAML text has more collections in one another than is parsed, or is longer than its budget. */
export class YamlLimit extends Error {
  override readonly name = 'YamlLimit';
  readonly limit: 'depth' | 'steps';
  readonly offset: number;

  constructor(limit: 'depth' | 'steps', offset: number) {
    super(limit === 'depth' ? 'nested too deep' : 'too long');
    this.limit = limit;
    this.offset = offset;
  }
}

/**
 * Parses the lexemes of a text and yields the tokens of its documents. `mayGoOn` is asked before each lexeme.
 *
 * @throws YamlLimit before the parser hands out anything that is nested too deep, and where it may not go on
 */
export function* boundedYamlTokens<Token>(
  parser: StackParser<Token>,
  lexemes: Iterable<string>,
  mayGoOn: () => boolean = () => true,
): Generator<Token> {
  for (const lexeme of lexemes) {
    if (!mayGoOn()) throw new YamlLimit('steps', parser.offset);
    yield* parser.next(lexeme);
    if (parser.stack.length > MOST_OPEN) throw new YamlLimit('depth', parser.offset);
  }
  yield* parser.end();
}
