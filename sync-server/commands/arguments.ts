export interface Arguments {
  /** What stands before the first flag: what a command is about. */
  readonly words: readonly string[];
  /** The command's own flags. */
  readonly own: ReadonlyMap<string, string>;
  /** The server's settings. */
  readonly settings: readonly string[];
}

/** Tells the flags of a command, each `--name value` or `--name=value`, from those that are settings of the server. */
export const splitArguments = (args: readonly string[], names: readonly string[]): Arguments => {
  const start = args.findIndex((arg) => arg.startsWith('-'));
  const words = start === -1 ? args : args.slice(0, start);
  const own = new Map<string, string>();
  const settings: string[] = [];
  const flags = args.slice(words.length);
  for (let at = 0; at < flags.length; at++) {
    const [flag = '', ...value] = flags[at]!.split('=');
    const name = flag.slice(2);
    if (!names.includes(name)) settings.push(flags[at]!);
    else own.set(name, value.length > 0 ? value.join('=') : (flags[++at] ?? ''));
  }
  return { words, own, settings };
};
