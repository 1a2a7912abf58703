/** Which functions the packages export that take a text or bytes, by the compiler's view of their types. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '../..');

/** The index of each package, and what it shares with the others. */
const entries = readdirSync(join(root, 'packages')).flatMap((folder) =>
  ['index.ts', 'internal.ts', 'arguments.ts']
    .map((name) => join(root, 'packages', folder, 'src', name))
    .filter(existsSync),
);

/** Names like `core: stripped` and `issues: IssueCollector.add`, in order; each once, where it is declared. */
export function functionsOfTexts(): readonly string[] {
  const program = ts.createProgram(entries, {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    customConditions: ['@configdrive/source'],
    types: ['node'],
  });
  const look = new Look(program.getTypeChecker());
  const names = entries.flatMap((entry) => look.namesIn(program.getSourceFile(entry)));
  return [...new Set(names)].sort();
}

class Look {
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  namesIn(source: ts.SourceFile | undefined): readonly string[] {
    const module = source === undefined ? undefined : this.#checker.getSymbolAtLocation(source);
    const exported = module === undefined ? [] : this.#checker.getExportsOfModule(module);
    return exported.flatMap((symbol) => this.#namesOf(this.#origin(symbol)));
  }

  #origin(symbol: ts.Symbol): ts.Symbol {
    return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : this.#checker.getAliasedSymbol(symbol);
  }

  /** Of a function its own name; of a class and of an object of functions those of what can be called. */
  #namesOf(symbol: ts.Symbol): readonly string[] {
    const declaration = symbol.valueDeclaration;
    const folder = /\/packages\/([^/]+)\/src\//.exec(declaration?.getSourceFile().fileName ?? '')?.[1];
    if (declaration === undefined || folder === undefined) return [];
    const name = `${folder}: ${symbol.name}`;
    const type = this.#checker.getTypeOfSymbolAtLocation(symbol, declaration);
    const calls = [...type.getCallSignatures(), ...type.getConstructSignatures()];
    const own = calls.some((call) => this.#takesText(call)) ? [name] : [];
    return [...own, ...this.#membersOf(symbol, type, declaration).map((member) => `${name}.${member}`)];
  }

  #membersOf(symbol: ts.Symbol, type: ts.Type, at: ts.Node): readonly string[] {
    const instance =
      (symbol.flags & ts.SymbolFlags.Class) === 0 ? [] : this.#checker.getDeclaredTypeOfSymbol(symbol).getProperties();
    return [...type.getProperties(), ...instance].flatMap((property) => {
      if (!isOurs(property)) return [];
      const calls = this.#checker.getTypeOfSymbolAtLocation(property, at).getCallSignatures();
      return calls.some((call) => this.#takesText(call)) ? [property.name] : [];
    });
  }

  #takesText(call: ts.Signature): boolean {
    return call.getParameters().some((parameter) => {
      const declaration = parameter.valueDeclaration;
      return declaration !== undefined && this.#isText(this.#checker.getTypeOfSymbolAtLocation(parameter, declaration));
    });
  }

  /** Itself, one of several, or items of a list. */
  #isText(type: ts.Type, depth = 0): boolean {
    if ((type.flags & (ts.TypeFlags.String | ts.TypeFlags.Unknown | ts.TypeFlags.Any)) !== 0) return true;
    if (type.isUnion()) return type.types.some((one) => this.#isText(one, depth));
    if (type.symbol?.name === 'Uint8Array') return true;
    const item = depth < 2 ? this.#checker.getIndexTypeOfType(type, ts.IndexKind.Number) : undefined;
    return item !== undefined && this.#isText(item, depth + 1);
  }
}

/** Not what every function and every list has. */
const isOurs = ({ name, valueDeclaration }: ts.Symbol): boolean =>
  !name.includes('#') && (valueDeclaration?.getSourceFile().fileName.includes('/packages/') ?? false);
