import type { Json } from '../../events/event.ts';
import type { DeviceId, EventName } from '../../kernel/ids.ts';
import { NEVER, type LastChange } from '../last-change.ts';
import type { Register } from '../register.ts';

export const STATUSES = ['open', 'in review', 'closed'] as const;
export type Status = (typeof STATUSES)[number];

/** A dated line that is never changed: what happened, and what its source says of it. */
export interface Entry {
  /** Of the event that added it: its id. */
  readonly name: EventName;
  readonly text: string;
  /** When it is said to have happened: the source's or the writer's claim. */
  readonly happened: string;
  /** Where it was imported from; absent for what was written here. */
  readonly source?: string;
  readonly attributes?: { readonly [key: string]: string };
  readonly actor: string;
  readonly device: DeviceId;
  readonly at: string;
}

export interface Comment {
  readonly name: EventName;
  readonly text: string;
  readonly actor: string;
  readonly device: DeviceId;
  readonly at: string;
}

export interface Task {
  /** Name of the event that added it. */
  readonly id: EventName;
  readonly title: Register<string>;
  readonly done: Register<boolean>;
  readonly removed: boolean;
}

export interface SignOff {
  readonly name: EventName;
  readonly meaning: string;
  /** Root over the names of the events it covered (CF2). */
  readonly covers: string;
  readonly actor: string;
  readonly device: DeviceId;
  readonly at: string;
  /** Edits since, by those who had seen it. */
  readonly amendments: number;
  /** Whether it stands: empty until somebody's edit, or a decision, says something of that (CF2). */
  readonly standing: Register<boolean>;
}

/** That somebody edited the record, and in which event. */
export interface Edit {
  readonly name: EventName;
  readonly actor: string;
  readonly device: DeviceId;
  readonly at: string;
}

/** A record, as folded: plain JSON, so the page is handed it as it is. Lists are in canonical order. */
export interface RecordState {
  /** The events that created it; more than one where devices met (CF2). Empty: it does not exist. */
  readonly created: readonly EventName[];
  readonly title: Register<string>;
  readonly fields: { readonly [key: string]: Register<Json> };
  readonly status: Register<Status>;
  /** A person's aggregate id, or empty for nobody. */
  readonly assignee: Register<string>;
  /** Put away where all of it says so (`isArchived`). */
  readonly archived: Register<boolean>;
  /** Each tag with the names of the additions that stand: adding wins (CF2). */
  readonly tags: { readonly [tag: string]: readonly EventName[] };
  readonly tasks: readonly Task[];
  readonly entries: readonly Entry[];
  readonly comments: readonly Comment[];
  readonly signOffs: readonly SignOff[];
  /** How many edits it has taken: by this an archiving says what it had seen (CF2). */
  readonly edits: number;
  /** The last edit of each device: by these a mark names what it had seen (CF2). */
  readonly editors: { readonly [device: DeviceId]: Edit };
  readonly last: LastChange;
}

export const NO_RECORD: RecordState = {
  created: [],
  title: [],
  fields: {},
  status: [],
  assignee: [],
  archived: [],
  tags: {},
  tasks: [],
  entries: [],
  comments: [],
  signOffs: [],
  edits: 0,
  editors: {},
  last: NEVER,
};

/** A record is open until something else is said. */
export const FIRST_STATUS: Status = 'open';

/** Nothing is expected to follow: a record that is closed here and something else there is in two final states. */
export const FINAL_STATUSES: ReadonlySet<Status> = new Set(['closed']);
