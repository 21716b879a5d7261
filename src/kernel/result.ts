/** An expected outcome: a value, or a failure that is a plain object with a `code`. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** What went wrong (`code`, for programs), where, and what to do (`message`, for people). */
export interface Failure<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  /** The field, line or entry at fault, where one can be named. */
  readonly at?: string;
}

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });

export const fail = <Code extends string>(
  code: Code,
  message: string,
  at?: string,
): Result<never, Failure<Code>> => ({
  ok: false,
  error: at === undefined ? { code, message } : { code, message, at },
});

/** For broken invariants only: a state that the code around it has ruled out. */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new Error(`Broken invariant: ${invariant}`);
}
