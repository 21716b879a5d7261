import type { DeviceId, EventName } from '../../kernel/ids.ts';
import type { Comment, Entry, RecordState } from './state.ts';

type Line = readonly [name: EventName, text: string, at: string, writer: number];
/** Only as long as there is something to say. */
type EntryLine =
  | Line
  | readonly [...Line, happened: string]
  | readonly [...Line, happened: string, source: string | null, attributes?: Entry['attributes']];

interface Frozen extends Omit<RecordState, 'entries' | 'comments'> {
  readonly writers: readonly (readonly [actor: string, device: DeviceId])[];
  readonly entries: readonly EntryLine[];
  readonly comments: readonly Line[];
}

/**
 * A record as text, which is stored for a third of what as many small objects cost. Its lines, of which there may be
 * thousands, repeat nothing: neither who wrote them nor the names of their properties.
 */
export const freezeRecord = (state: RecordState): string => {
  const numbers = new Map<string, number>();
  const writers: (readonly [string, DeviceId])[] = [];
  const toWriter = ({ actor, device }: Comment): number => {
    const key = `${device} ${actor}`;
    const known = numbers.get(key) ?? writers.push([actor, device]) - 1;
    numbers.set(key, known);
    return known;
  };
  const toLine = (line: Comment): Line => [line.name, line.text, line.at, toWriter(line)];
  const entryToLine = (entry: Entry): EntryLine => {
    const { happened, source, attributes } = entry;
    if (attributes) return [...toLine(entry), happened, source ?? null, attributes];
    if (source !== undefined) return [...toLine(entry), happened, source];
    return happened === entry.at ? toLine(entry) : [...toLine(entry), happened];
  };
  const entries = state.entries.map(entryToLine);
  const comments = state.comments.map(toLine);
  return JSON.stringify({ ...state, entries, comments, writers } satisfies Frozen);
};

export const thawRecord = (frozen: unknown): RecordState => {
  const { writers, entries, comments, ...state } = JSON.parse(frozen as string) as Frozen;
  const toComment = ([name, text, at, writer]: Line | EntryLine): Comment => {
    const [actor, device] = writers[writer]!;
    return { name, text, actor, device, at };
  };
  const toEntry = (line: EntryLine): Entry => {
    const [, , at, , happened, source, attributes] = line;
    return {
      ...toComment(line),
      happened: happened ?? at,
      ...(typeof source === 'string' ? { source } : {}),
      ...(attributes ? { attributes } : {}),
    };
  };
  return { ...state, entries: entries.map(toEntry), comments: comments.map(toComment) };
};
