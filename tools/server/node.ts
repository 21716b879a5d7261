import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../sync-server/main.ts', import.meta.url));

/** The real sync server as a process of its own. */
export interface ServerNode {
  /** Origin to dial. */
  readonly url: string;
  readonly pid: number;
  /** Of a node that was started with a probe: what the probe answers. */
  ask(): Promise<unknown>;
  /** Resolves once it has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** On 127.0.0.1 and a port of its own; `settings` are those of the server's command line. */
export const startNode = (...settings: readonly string[]): Promise<ServerNode> => startWith([], settings);

/** With a module loaded into it first, which answers messages, and may call `gc`. */
export const startProbed = (probe: URL, ...settings: readonly string[]): Promise<ServerNode> =>
  startWith(['--expose-gc', '--import', probe.href], settings);

const startWith = async (runtime: readonly string[], settings: readonly string[]): Promise<ServerNode> => {
  const args = [...runtime, MAIN, '--host', '127.0.0.1', '--port', '0', ...settings];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const exit = once(child, 'exit');
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout! });
    lines.on('line', (line) => {
      const entry = JSON.parse(line) as { msg?: string; url?: string };
      said.push(entry.msg ?? line);
      if (entry.msg === 'listening' && entry.url) resolve(entry.url);
    });
    lines.on('close', () =>
      reject(new Error(`The sync server ended before it listened: ${said.at(-1) ?? 'it said nothing'}`)),
    );
  });
  return {
    url,
    pid: child.pid!,
    ask: async () => {
      child.send('');
      const [answer] = (await once(child, 'message')) as [unknown];
      return answer;
    },
    end: async (signal) => {
      child.kill(signal);
      await exit;
    },
  };
};
