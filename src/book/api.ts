import type { QuarantineRow } from '../aggregates/rows.ts';
import type { RecordState } from '../domain/record/state.ts';
import type { PersonState } from '../domain/person/state.ts';
import type { AggregateId, BookId, CommandId, DeviceId } from '../kernel/ids.ts';
import type { Failure, Result } from '../kernel/result.ts';
import type { Cut } from '../history/cut.ts';
import type { HistoryStep } from '../projections/history.ts';
import type { AggregateRows } from '../projections/rows-of.ts';
import type { ConflictRow } from '../projections/conflict.ts';
import type { SideView } from '../projections/conflict-sides.ts';
import type { ActivityRow, PersonRow, RecordRow, TaskRow } from '../projections/rows.ts';
import type { Settlement } from '../projections/settlement.ts';
import type { EnrolmentInfo } from './enrolments.ts';
import type { Rebuilt } from './rebuilt.ts';
import type { Restoring } from './restore.ts';
import type { Undone, UndoWay } from './undo.ts';

/** Replace `deleted` UTF-16 units at `at` by `inserted`. */
export interface Splice {
  readonly at: number;
  readonly deleted: number;
  readonly inserted: string;
}

/** A body's text and the Automerge heads it stands at. */
export interface BodyView {
  readonly text: string;
  readonly heads: readonly string[];
}

/** From the heads that were asked about to `heads`, as splices to apply in turn. */
export interface BodyDelta {
  readonly splices: readonly Splice[];
  readonly heads: readonly string[];
}

export interface Done {
  readonly aggregate: AggregateId;
  readonly command: CommandId;
  /** The command had taken effect before (ON1); nothing was written. */
  readonly repeated: boolean;
}

/** What the sync pill shows. Each claim is made only when it is true. */
export type SyncStatus =
  | { readonly state: 'joining' }
  | { readonly state: 'here-only' }
  | { readonly state: 'connecting' | 'offline'; readonly kept: number; readonly since: number | null }
  /** The server does not let this device in, until whoever runs it decides otherwise. */
  | {
      readonly state: 'turned-away';
      readonly kept: number;
      readonly since: number | null;
      readonly failure: Failure;
    }
  | { readonly state: 'sending'; readonly kept: number }
  /** The server has refused some of what was sent on this connection, and a notice says why. */
  | { readonly state: 'refused'; readonly kept: number; readonly since: number | null }
  /** `left`: events that are on their way, as far as is known. */
  | { readonly state: 'receiving'; readonly left: number }
  /**
   * As of the server's last word, at `at`, in milliseconds since 1970; `unanswered`: it has been asked since, and has
   * said nothing.
   */
  | { readonly state: 'up-to-date' | 'unanswered'; readonly at: number }
  | { readonly state: 'other-window' }
  | { readonly state: 'stopped'; readonly failure: Failure };

/** Something that needs a person; a banner each. */
export interface Notice {
  readonly id: string;
  readonly failure: Failure;
}

export interface MemberInfo {
  readonly device: DeviceId;
  readonly name: string;
  readonly role: string;
  /** The device whose log it goes on from, under new keys (FK2). */
  readonly continues?: DeviceId;
}

export interface BookInfo {
  readonly book: BookId;
  readonly title: string;
  readonly device: DeviceId;
  /** Whom commands are recorded as. */
  readonly actor: string;
  readonly server: string;
  readonly members: readonly MemberInfo[];
}

/** Changed rows, posted after the commit that stored them. Rows replace those of the same id. */
export interface Patch {
  readonly records: readonly RecordRow[];
  readonly people: readonly PersonRow[];
  readonly tasks: readonly TaskRow[];
  readonly activity: readonly ActivityRow[];
  /** All that are open of the aggregates in `changed`: others of theirs are settled. */
  readonly conflicts: readonly ConflictRow[];
  /** All aggregates that changed, bodies too. */
  readonly changed: readonly AggregateId[];
  /** The new states of those that are watched. */
  readonly states: { readonly [id: AggregateId]: RecordState | PersonState };
}

/** What the worker tells the page unasked. */
export type BookNews =
  | { readonly type: 'patch'; readonly patch: Patch }
  | { readonly type: 'status'; readonly status: SyncStatus }
  | { readonly type: 'info'; readonly info: BookInfo }
  | { readonly type: 'notices'; readonly notices: readonly Notice[] }
  /** A long piece of work, 0 to 1; null when it ends. */
  | { readonly type: 'progress'; readonly label: string; readonly done: number | null };

export interface StartBook {
  readonly title: string;
  readonly person: string;
  readonly device: string;
  readonly server: string;
}

export interface JoinBook {
  readonly link: string;
  readonly person: string;
  readonly device: string;
}

/** The engine as a page sees it; every method is asynchronous, across the worker's boundary. */
export interface BookApi {
  /** Books on this device. */
  books(): Promise<readonly { readonly book: BookId; readonly title: string }[]>;
  start(request: StartBook): Promise<Result<BookInfo, Failure>>;
  join(request: JoinBook): Promise<Result<BookInfo, Failure>>;
  open(book: BookId): Promise<Result<BookInfo, Failure>>;
  /** `command` is parsed: `{ id?, type, aggregate, …, over? }`. */
  execute(command: unknown): Promise<Result<Done, Failure>>;
  records(): Promise<readonly RecordRow[]>;
  people(): Promise<readonly PersonRow[]>;
  tasks(): Promise<readonly TaskRow[]>;
  /** Newest first. */
  activity(limit: number): Promise<readonly ActivityRow[]>;
  /** Those that are open. */
  conflicts(): Promise<readonly ConflictRow[]>;
  /** What each side of one had in front of it; none of one that is settled. */
  conflictSides(conflict: string): Promise<readonly SideView[]>;
  /** Settles one, over what the person had in front of them. */
  settle(settlement: Settlement): Promise<Result<Done, Failure>>;
  state(id: AggregateId): Promise<RecordState | PersonState>;
  /** Patches carry the states of exactly these from now on. */
  watch(ids: readonly AggregateId[]): Promise<void>;
  body(id: AggregateId): Promise<BodyView>;
  /** Records splices made at `heads`; answers what else has happened since, to apply on top of them. */
  editBody(
    id: AggregateId,
    heads: readonly string[],
    splices: readonly Splice[],
  ): Promise<Result<BodyDelta, Failure>>;
  bodySince(id: AggregateId, heads: readonly string[]): Promise<BodyDelta>;
  /** What was done to these aggregates, as one list in canonical order. */
  history(ids: readonly AggregateId[]): Promise<readonly HistoryStep[]>;
  /** A record or person as it was (HI1). */
  stateAt(id: AggregateId, cut: Cut): Promise<Result<RecordState | PersonState, Failure>>;
  /** A body's text as it was. */
  textAt(id: AggregateId, cut: Cut): Promise<Result<string, Failure>>;
  /** The lists of the whole book as they were. */
  bookAt(
    cut: Cut,
  ): Promise<Result<Pick<AggregateRows, 'records' | 'people' | 'tasks' | 'conflicts'>, Failure>>;
  /** What a device knew when its clock last claimed a time up to `instant`, in milliseconds since 1970. */
  knownBy(device: DeviceId, instant: number): Promise<Cut>;
  /** Makes an aggregate, or parts of it, what it was (HI2). Answers whether there was anything to write. */
  restore(request: Restoring): Promise<Result<boolean, Failure>>;
  /** Takes back the last own command, or the last undoing, going past those named (HI3). */
  undo(way: UndoWay, passing: readonly CommandId[]): Promise<Undone>;
  /** Whose the devices are, and how they came in. */
  enrolments(): Promise<readonly EnrolmentInfo[]>;
  /** A link that lets one device in, until it expires. */
  invite(
    role: 'admin' | 'member',
  ): Promise<Result<{ readonly link: string; readonly expires: string }, Failure>>;
  syncNow(): Promise<void>;
  /** The network came back or the window was focused: cuts a waiting reconnect short, or asks for a sign of life. */
  wake(): Promise<void>;
  /** The network went away: whoever is connected says so at once, and tries again. */
  cut(): Promise<void>;
  /** Commands that could not be folded and are left out (QU1), and why. */
  quarantine(): Promise<readonly QuarantineRow[]>;
  /** Makes every list and snapshot again from the segments. */
  rebuild(): Promise<Rebuilt>;
  dismiss(notice: string): Promise<void>;
}
