import { shell } from 'electron';
import type { ExternalFailure } from '../src/ipc/bridge.ts';
import { openExternalRequest } from '../src/ipc/payloads.ts';
import { fail, ok, type Result } from '../src/kernel/result.ts';

/** Hands `url` to the system if it is https: or mailto:. Other schemes can start programs. */
export const openExternalUrl = async (url: string): Promise<Result<null, ExternalFailure>> => {
  const request = openExternalRequest.safeParse({ url });
  if (!request.success)
    return fail('external.failed', 'Only https: and mailto: addresses can be opened.', url);
  try {
    await shell.openExternal(new URL(request.data.url).href);
    return ok(null);
  } catch {
    return fail('external.failed', 'The system has no program for this address.', url);
  }
};
