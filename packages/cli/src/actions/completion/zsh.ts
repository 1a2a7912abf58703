/** Completion for zsh: a function per command, by _arguments. */
import {
  type CompletedCommand,
  type CompletedOperand,
  type CompletedOption,
  type CompletedValue,
  flagsOf,
} from './model.ts';

export const zshScript = (commands: readonly CompletedCommand[]): string =>
  `#compdef configdrive
${commands.map(functionOf).join('\n')}
if [[ \${funcstack[1]} == _configdrive ]]; then
  _configdrive "$@"
else
  compdef _configdrive configdrive
fi
`;

const functionName = (path: readonly string[]): string => ['_configdrive', ...path].join('-');

const functionOf = (command: CompletedCommand): string =>
  command.children.length === 0 ? leafFunction(command) : familyFunction(command);

const leafFunction = ({ path, options, operands }: CompletedCommand): string => `
${functionName(path)}() {
  _arguments -s ${[...options.map(optionSpec), ...operands.map(operandSpec)].join(' \\\n    ')}
}`;

function familyFunction({ path, options, children }: CompletedCommand): string {
  const described = children.map(({ name, summary }) => quoted(`${name}:${summary.replaceAll(':', '\\:')}`));
  const calls = children.map(({ name }) => `        ${name}) ${functionName([...path, name])} ;;`);
  return `
${functionName(path)}() {
  local state line
  local -a commands=(
    ${described.join('\n    ')}
  )
  _arguments -C ${options.map(optionSpec).join(' \\\n    ')} \\
    '1: :->command' '*:: :->words'
  case $state in
    command) _describe -t commands command commands ;;
    words)
      case $line[1] in
${calls.join('\n')}
      esac
      ;;
  esac
}`;
}

function optionSpec(option: CompletedOption): string {
  const { long, short, about, many, value } = option;
  const action = value === undefined ? '' : `:${value.name}:${actionOf(value)}`;
  const text = `[${escaped(about)}]${action}`;
  const equals = value === undefined ? '' : '=';
  const prefix = many ? '*' : short === undefined ? '' : `(${flagsOf(option).join(' ')})`;
  if (short === undefined) return quoted(`${prefix}${long}${equals}${text}`);
  return `${quoted(prefix)}{${short},${long}${equals}}${quoted(text)}`;
}

function operandSpec(operand: CompletedOperand, index: number): string {
  const place = operand.many ? '*' : `${index + 1}`;
  const colons = operand.optional && !operand.many ? '::' : ':';
  return quoted(`${place}${colons}${operand.name}:${actionOf(operand)}`);
}

function actionOf({ kind, choices }: CompletedValue): string {
  if (choices.length > 0) return `(${choices.join(' ')})`;
  if (kind === 'directory') return '_files -/';
  return kind === 'file' ? '_files' : ' ';
}

const escaped = (text: string): string => text.replace(/[[\]\\:]/g, '\\$&');

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
