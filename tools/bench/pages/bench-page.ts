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

export interface BenchPage {
  readonly worker: BenchWorker;
  /** In the app: how many titles its list has, and when they were drawn, since the page's script began. */
  drawn(): Promise<{ readonly titles: number; readonly time: number }>;
  /** In the app: each of `count` field edits, from the call here to its answer. */
  edits(count: number): Promise<readonly number[]>;
  /** Each of `count` strict transactions that read, check and put in two stores, with nothing in between. */
  rawPuts(count: number): Promise<readonly number[]>;
}
