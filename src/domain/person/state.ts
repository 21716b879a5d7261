import type { EventName } from '../../kernel/ids.ts';
import { NEVER, type LastChange } from '../last-change.ts';
import type { Register } from '../register.ts';

export interface PersonState {
  readonly created: readonly EventName[];
  readonly name: Register<string>;
  /** Years, or null where it is not said. */
  readonly age: Register<number | null>;
  /** Each interest with the names of the additions that stand: adding wins (CF2). */
  readonly interests: { readonly [interest: string]: readonly EventName[] };
  readonly last: LastChange;
}

export const NO_PERSON: PersonState = { created: [], name: [], age: [], interests: {}, last: NEVER };
