import { createHash } from 'node:crypto';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { Time } from './world/time.ts';

/** Something that must never be, and was. */
export interface Violation {
  readonly invariant: string;
  readonly message: string;
}

/** All that happened in a run, as one digest: two runs of one seed are the same, or chance got in somewhere. */
export interface History {
  note(what: string, more?: string | Bytes): void;
  /** Noted, and told to whoever reads the history of a failure. */
  tell(line: string): void;
  violation(invariant: string, message: string): void;
  /** A failure that was caught: of a full disk it is expected, of a bug in the engine it is a violation. */
  failed(what: string, error: unknown): void;
  readonly violations: readonly Violation[];
  readonly story: readonly string[];
  digest(): string;
}

/** What the engine throws when it is wrong about itself, and what JavaScript does. */
const isBug = (error: unknown): boolean =>
  error instanceof TypeError ||
  error instanceof RangeError ||
  (error instanceof Error && error.message.startsWith('Broken invariant'));

export const createHistory = (time: Time): History => {
  const hash = createHash('sha256');
  const violations: Violation[] = [];
  const story: string[] = [];
  const violation = (invariant: string, message: string): void => {
    violations.push({ invariant, message: `${Math.round(time.now())} ms: ${message}` });
  };
  return {
    violations,
    story,
    violation,
    tell: (line) => {
      hash.update(`\n${time.now()} ${line}`);
      story.push(`${Math.round(time.now())} ms: ${line}`);
    },
    note: (what, more = '') => void hash.update(`\n${time.now()} ${what} `).update(more),
    failed: (what, error) => {
      hash.update(`\n${time.now()} ${what} failed: ${String(error)}`);
      if (isBug(error)) violation('engine', `${what}: ${(error as Error).stack}`);
    },
    digest: () => hash.copy().digest('hex'),
  };
};
