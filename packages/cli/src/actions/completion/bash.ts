/** Completion for bash 4 and later, without the package bash-completion. No word of the command line is ever evaluated. */
import { type CompletedCommand, type CompletedValue, flagsOf } from './model.ts';

export function bashScript(commands: readonly CompletedCommand[]): string {
  const named = commands.filter(({ path }) => path.length > 0);
  return `# bash completion for configdrive
_configdrive() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command='' words='' options='' files='' index
  COMPREPLY=()
  # bash takes --option=value for three words.
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$command/\${COMP_WORDS[index]}" in
      ${named.map(({ path }) => quoted(`/${path.join('/')}`)).join(' | ')}) command=$command/\${COMP_WORDS[index]} ;;
    esac
  done
  case "$command $previous" in
${commands.flatMap(valueCases).join('\n')}
    *)
      case "$command" in
${commands.map(wordCase).join('\n')}
      esac
      ;;
  esac
  [[ $current == -* ]] && words=$options files=''
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"; [[ -n $files ]] && compgen "$files" -- "$current")
  [[ -n $files ]] && compopt -o filenames
  return 0
}
complete -F _configdrive configdrive
`;
}

/** No declared word holds a quote; the tests of the scripts would show it. */
const quoted = (text: string): string => `'${text}'`;

const pathText = ({ path }: CompletedCommand): string => path.map((step) => `/${step}`).join('');

/** What comes behind an option that takes a value. */
function valueCases(command: CompletedCommand): readonly string[] {
  return command.options.flatMap((option) => {
    if (option.value === undefined) return [];
    const patterns = flagsOf(option).map((flag) => quoted(`${pathText(command)} ${flag}`));
    return [`    ${patterns.join(' | ')}) ${offered(option.value)} ;;`];
  });
}

/** What may stand anywhere else: options, commands, operands. */
function wordCase(command: CompletedCommand): string {
  const names = command.children.map(({ name }) => name);
  const choices = command.operands.flatMap((operand) => operand.choices);
  const words = [...names, ...choices].join(' ');
  const options = command.options.flatMap(flagsOf).join(' ');
  const filesOf = command.operands.find(({ kind, choices }) => kind !== 'text' && choices.length === 0);
  const files = filesOf === undefined ? '' : ` files=${flagOf(filesOf)}`;
  return `        ${quoted(pathText(command))}) words=${quoted(words)} options=${quoted(options)}${files} ;;`;
}

const offered = (value: CompletedValue): string =>
  value.choices.length > 0
    ? `words=${quoted(value.choices.join(' '))}`
    : value.kind === 'text'
      ? ':'
      : `files=${flagOf(value)}`;

const flagOf = ({ kind }: CompletedValue): string => (kind === 'directory' ? '-d' : '-f');
