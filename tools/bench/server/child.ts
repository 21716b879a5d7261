import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { newFolder, removeFolder } from '../disk.ts';

export interface ServerChild {
  readonly url: string;
  /** Ends it, and removes what it stored. */
  stop(): Promise<void>;
}

/** The real sync server as a process of its own, on a port of its own, its data in a fresh folder. */
export const startServer = async (...args: readonly string[]): Promise<ServerChild> => {
  const data = await newFolder('server');
  const child = spawn(process.execPath, ['sync-server/main.ts', '--port', '0', '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const listening = new Promise<string>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      const { msg, url } = JSON.parse(line) as { msg?: string; url?: string };
      if (msg === 'listening' && url) resolve(url);
    });
    lines.on('close', () => reject(new Error('The sync server ended before it listened.')));
  });
  return {
    url: await listening,
    stop: async () => {
      child.kill('SIGTERM');
      await exit;
      await removeFolder(data);
    },
  };
};
