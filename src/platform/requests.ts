import { concatBytes, type Bytes } from '../kernel/bytes.ts';
import type { PlainAnswer, PlainRequest, Requests } from '../sync/requests-port.ts';

/** Bytes of an answer: the longest run, and the longest list of heads. */
const MAX_ANSWER = 16 * 1024 * 1024;

/** Requests by the platform's fetch, which browsers and Node share. */
export const fetchRequests: Requests = {
  ask: (request, onProgress) => {
    const controller = new AbortController();
    return {
      answer: send(request, onProgress, controller.signal).catch(() => undefined),
      cancel: () => controller.abort(),
    };
  },
};

const send = async (
  request: PlainRequest,
  onProgress: () => void,
  signal: AbortSignal,
): Promise<PlainAnswer | undefined> => {
  const { url, body, type, ticket } = request;
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': type, ...(ticket === undefined ? {} : { authorization: `Bearer ${ticket}` }) },
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    signal,
  });
  const answer = await readAll(response, onProgress);
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return (
    answer && {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      body: answer,
      more: response.headers.get('daybook-more') === 'true',
      retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
    }
  );
};

const readAll = async (response: Response, onProgress: () => void): Promise<Bytes | undefined> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    onProgress();
    size += part.value.length;
    if (size > MAX_ANSWER) {
      await reader?.cancel();
      return undefined;
    }
    parts.push(part.value);
  }
  return concatBytes(...parts);
};
