import { parseArgs } from 'node:util';
import { fail, ok, type Result, type Failure } from '../../src/kernel/result.ts';

export interface StartOptions {
  readonly port: number;
  readonly data: string;
}

/** Flags win over the environment. Port 0 lets the system choose one. */
export const readOptions = (
  args: string[],
  env: NodeJS.ProcessEnv,
): Result<StartOptions, Failure<'start.usage'>> => {
  let values: { port?: string | undefined; data?: string | undefined };
  try {
    ({ values } = parseArgs({ args, options: { port: { type: 'string' }, data: { type: 'string' } } }));
  } catch (error) {
    return fail(
      'start.usage',
      `${(error as Error).message} Usage: npm start -- [--port 8787] [--data ./data]`,
    );
  }
  const port = values.port ?? env['DAYBOOK_PORT'] ?? '8787';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return fail('start.usage', `"${port}" is not a port: give a number from 0 to 65535.`, 'port');
  }
  return ok({ port: Number(port), data: values.data ?? env['DAYBOOK_DATA'] ?? './data' });
};
