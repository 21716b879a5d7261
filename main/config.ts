import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://daybook`;
export const RENDERER_ROOT = fileURLToPath(new URL('../renderer', import.meta.url));
export const PRELOAD = fileURLToPath(new URL('../preload/preload.cjs', import.meta.url));

const DEFAULT_SERVER = 'http://127.0.0.1:8787';

const serverUrl = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin);

/** The origin of the server to sync with. Throws when DAYBOOK_SERVER is set and is no http address. */
export const readServerUrl = (env: NodeJS.ProcessEnv): string => {
  const parsed = serverUrl.safeParse(env['DAYBOOK_SERVER'] ?? DEFAULT_SERVER);
  if (!parsed.success) throw new Error(`DAYBOOK_SERVER is not an http(s) address: ${env['DAYBOOK_SERVER']}`);
  return parsed.data;
};
