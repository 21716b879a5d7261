/** What a benchmark can ask of its page, and the page of its own worker. Times are milliseconds. */

export interface BenchWorker {
  /** Makes this profile a device of the book that `link` invites to. */
  join(link: string): Promise<void>;
  /** Fetches the run of segments at `/data/name` and takes it in one piece; the time of the taking. */
  take(name: string): Promise<number>;
  rebuild(): Promise<number>;
  stateHash(): Promise<string>;
  /** Stores the events whose lines are at `/data/name` as rows of a Dexie table with one index. */
  bulkAdd(name: string): Promise<number>;
}

/** Wall times of the same machine, in milliseconds: when the call of each edit began, or its value was handed over. */
export interface Instants {
  readonly [value: string]: number;
}

/** How a window answered while the book came in, and when that was done. */
export interface CaughtUp {
  /** Of all the time it took. */
  readonly time: number;
  /** Of each field edit, from the call to its answer. */
  readonly edits: { readonly during: readonly number[]; readonly after: readonly number[] };
  /** Between one drawn frame and the next. */
  readonly frames: readonly number[];
}

export interface BenchPage {
  readonly worker: BenchWorker;
  /** In the app: how many titles its list has, and when they were drawn, since the page's script began. */
  drawn(): Promise<{ readonly titles: number; readonly time: number }>;
  /** In the app: each of `count` field edits, from the call here to its answer. */
  edits(count: number): Promise<readonly number[]>;
  /** In the app: begins a book with one record, and lets another device in. */
  found(server: string): Promise<{ readonly link: string; readonly record: string }>;
  /** In the app: joins by a link, and waits until it is up to date. */
  join(link: string): Promise<void>;
  /** In the app: joins by a link, and asks for answers until it is up to date, and for as many after that. */
  catchUp(link: string): Promise<CaughtUp>;
  /** In the app: edits one field of the record to `count` values, every RHYTHM_MS. */
  pacedEdits(record: string, count: number): Promise<Instants>;
  /** In the app, showing the record: waits for `count` values, and when each was handed to React. */
  arrivals(record: string, count: number): Promise<Instants>;
  /** Each of `count` strict transactions of one put, every RHYTHM_MS. */
  pacedCommits(count: number): Promise<readonly number[]>;
  /** Each of `count` messages to a WebSocket that sends them back, every RHYTHM_MS. */
  pacedEchoes(url: string, count: number): Promise<readonly number[]>;
  /** Each of `count` strict transactions that read, check and put in two stores, with nothing in between. */
  rawPuts(count: number): Promise<readonly number[]>;
}
