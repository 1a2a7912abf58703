/** Words and options. What a command does is loaded when it is called. */
import { Command, Option } from 'commander';
import type { BuildOptions } from './build.ts';
import type { InspectOptions } from './inspect.ts';
import type { UpdateOptions } from './update.ts';
import { version } from './version.ts';

export function programOf(signal: AbortSignal): Command {
  const program = new Command('configdrive')
    .description("Turns a virtual machine's data into the config drive its guest boots from, and shows what is on one.")
    .version(version(), '-V, --version')
    .showHelpAfterError('(configdrive --help tells more)')
    .configureOutput({ outputError: (text, write) => write(withoutValues(text)) })
    .exitOverride();
  addBuild(program, signal);
  addUpdate(program, signal);
  addInspect(program, signal);
  return program;
}

/** A mistyped `--password=…` must not reach a log. */
const withoutValues = (text: string): string => text.replace(/('--?[^'=\s]+)=[^']*'/g, "$1=…'");

function addBuild(program: Command, signal: AbortSignal): void {
  program
    .command('build')
    .summary('write the image of a drive')
    .description('Writes the image of the drive that an input describes: a JSON object, or a bare list of triples.')
    .argument('<input>', 'vm.json, or - for standard input')
    .option('-o, --output <file>', 'the image; - for standard output')
    .option('-l, --label <label>', 'label of the volume (default: config-2)')
    .addOption(new Option('--profile <name>', 'what to write').choices(['portable', 'cloudstack']))
    .option('--user-data <file>', 'raw bytes of the user data; - for standard input')
    .option('--nics <file>', 'a JSON list of NICs; - for standard input')
    .option('--allow-files', 'an input from standard input may name a userDataFile')
    .option('--strict', 'refuse a drive that some guest would not take')
    .option('--check', 'only check the input; write nothing')
    .option('-f, --force', 'replace an existing image')
    .option('--mode <mode>', 'permissions of the image, octal (default: 600)')
    .option('--group <group>', 'group that the image belongs to, by name or number')
    .option('--allow-shared-directory', 'write also where other accounts may replace the image')
    .option('--json', 'print the facts as JSON')
    .addHelpText(
      'after',
      examples(
        'configdrive build vm.json -o i-2-10-VM.iso',
        'jq .vm request.json | configdrive build - -o - > drive.iso',
      ),
    )
    .action(async (input: string, options: BuildOptions) => {
      const { build } = await import('./build.ts');
      await build(input, options, signal);
    });
}

function addUpdate(program: Command, signal: AbortSignal): void {
  program
    .command('update')
    .summary('change what is on a drive')
    .description(
      'Changes a drive, ours or made by CloudStack itself, in place or into another file: whole, or not at all. What is not asked for stays as it is.',
    )
    .argument('<image>', 'the image, or - for standard input')
    .option('-o, --output <file>', 'write another image; - for standard output')
    .option('--password-stdin', 'a new password, from standard input; one final newline is not part of it')
    .addOption(new Option('--without-password', 'no password any more').conflicts('passwordStdin'))
    .option('--user-data <file>', 'raw bytes of new user data, none to take them off; - for standard input')
    .option('--public-keys <file>', 'new SSH keys, one a line, none to take them off; - for standard input')
    .option('--nics <file>', 'a JSON list of NICs for a new network; - for standard input')
    .option('--strict', 'refuse a drive that some guest would not take')
    .option('-n, --dry-run', 'only say what would change; write nothing')
    .option('-f, --force', 'replace an existing image that -o names')
    .option('--mode <mode>', 'permissions of the image, octal (default: 600)')
    .option('--group <group>', 'group that the image belongs to, by name or number')
    .option('--allow-shared-directory', 'write also where other accounts may replace the image')
    .option('--json', 'print what changed as JSON')
    .addHelpText(
      'after',
      examples(
        'pass show vm/web-1 | configdrive update i-2-10-VM.iso --password-stdin',
        'configdrive update i-2-10-VM.iso --user-data user.yaml --public-keys ~/.ssh/id_ed25519.pub',
        'configdrive update i-2-10-VM.iso --nics nics.json --dry-run',
        'configdrive update old.iso -o new.iso --without-password',
      ),
    )
    .action(async (image: string, options: UpdateOptions) => {
      const { update } = await import('./update.ts');
      await update(image, options, signal);
    });
}

function addInspect(program: Command, signal: AbortSignal): void {
  program
    .command('inspect')
    .summary('show what is on a drive, contents hidden')
    .description(
      'Shows the label, the dates and the tree of an image, with sizes and shared contents; never a content.',
    )
    .argument('<image>', 'an image, a CD drive such as /dev/sr0, or - for standard input')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      examples('configdrive inspect i-2-10-VM.iso', 'configdrive inspect --json drive.iso | jq .label'),
    )
    .action(async (image: string, options: InspectOptions) => {
      const { inspect } = await import('./inspect.ts');
      await inspect(image, options, signal);
    });
}

const examples = (...lines: readonly string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
