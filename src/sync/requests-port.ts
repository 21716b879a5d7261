import type { Bytes } from '../kernel/bytes.ts';

export interface PlainRequest {
  readonly url: string;
  /** A run as bytes, anything else as text. */
  readonly body: string | Bytes;
  readonly type: string;
  readonly ticket?: string;
}

export interface PlainAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Bytes;
  /** Of the header `daybook-more`. */
  readonly more: boolean;
  /** Seconds, where it says when to come again. */
  readonly retryAfter: number | undefined;
}

/**
 * Plain requests to a server, by POST. An answer is undefined where there was none, was cut off, or was longer than
 * any may be; it never rejects. Nothing is sent that the request does not name, and no other address is asked.
 */
export interface Requests {
  /** `onProgress`: more of the answer has come. */
  ask(
    request: PlainRequest,
    onProgress: () => void,
  ): { readonly answer: Promise<PlainAnswer | undefined>; cancel(): void };
}
