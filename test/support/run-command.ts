import { execFile } from 'node:child_process';

/** A command of the server as an operator runs it, to its end. */
export const runCommand = (...args: readonly string[]) =>
  new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
    execFile(process.execPath, ['sync-server/main.ts', ...args], (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
