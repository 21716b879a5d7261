import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { atMost } from './at-most.ts';
import { behindLines } from './behind-lines.ts';

/** One row of an event log in CSV with XES column names. */
export interface LogRow {
  /** Where it ends in the file, from 1. */
  readonly line: number;
  readonly caseName: string;
  readonly activity: string;
  /** Empty where the log names nobody. */
  readonly person: string;
  /** RFC 3339, as the source claims it. */
  readonly at: string;
  /** The further `case:` columns, without their prefix; empty ones left out. */
  readonly caseFields: { readonly [name: string]: string };
  readonly attributes: { readonly [name: string]: string };
  /** The row as it stands in the file. */
  readonly raw: string;
}

export interface BadRow {
  readonly line: number;
  readonly why: string;
}

export interface EventLog {
  readonly rows: readonly LogRow[];
  readonly bad: readonly BadRow[];
}

const CASE = 'case:concept:name';
const NAMED = new Set([CASE, 'concept:name', 'org:resource', 'time:timestamp']);
const MAX_ROW = 1024 * 1024;
/** Bytes, expanded: all rows are in memory at once, and each takes ten times the room there. */
const MAX_LOG = 64 * 1024 * 1024;
/** What a decoder puts in the place of bytes that are no UTF-8. */
const REPLACED = '\u{fffd}';

/** What the parser cannot read on from: the row that begins there is left out, and reading begins anew behind it. */
const UNREADABLE: { readonly [code: string]: string } = {
  CSV_QUOTE_NOT_CLOSED: 'its quote is not closed',
  CSV_MAX_RECORD_SIZE: `it is longer than ${MAX_ROW} bytes, or its quote is not closed`,
};

/** Reads the log; rows that cannot be used are named by line and left out. */
export const readEventLog = async (file: string, most = MAX_LOG): Promise<EventLog> => {
  const log: Reading = { columns: undefined, rows: [], bad: [], read: 0 };
  while (!(await readOn(file, log, most)));
  if (!log.columns) throw new Error(`${file} is empty: it is no event log with XES column names.`);
  return { rows: log.rows, bad: log.bad };
};

interface Reading {
  columns: readonly string[] | undefined;
  readonly rows: LogRow[];
  readonly bad: BadRow[];
  /** The lines that are done with. */
  read: number;
}

/** Whether the end was reached. */
const readOn = async (file: string, log: Reading, most: number): Promise<boolean> => {
  const input = createReadStream(file);
  const behind = behindLines(log.read);
  const csv = parse({
    bom: true,
    raw: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_ROW,
  });
  const source = file.endsWith('.gz') ? input.pipe(createGunzip()) : input;
  for (const each of [input, source, behind])
    each.on('error', (error: Error) => csv.destroy(new Error(`${file} cannot be read: ${error.message}`)));
  source
    .pipe(atMost(most, file))
    .on('error', (error) => csv.destroy(error))
    .pipe(behind)
    .pipe(csv);
  try {
    for await (const { record, raw } of csv as AsyncIterable<{ record: string[]; raw: string }>) {
      log.read += linesOf(raw);
      if (record.length === 1 && record[0] === '') continue;
      take(log, file, record, raw);
    }
    return true;
  } catch (error) {
    const why = UNREADABLE[(error as { readonly code?: string }).code ?? ''];
    if (why === undefined || !log.columns) throw error;
    log.read += 1;
    log.bad.push({ line: log.read, why });
    return false;
  } finally {
    input.destroy();
  }
};

/** As `behindLines` counts them. The last row of a file may end without a line's end. */
const linesOf = (raw: string): number => raw.split('\n').length - (raw.endsWith('\n') ? 1 : 0);

const take = (log: Reading, file: string, record: readonly string[], raw: string): void => {
  if (log.columns) {
    const row = toRow(log.columns, record, raw);
    if (typeof row === 'string') log.bad.push({ line: log.read, why: row });
    else log.rows.push({ ...row, line: log.read });
    return;
  }
  const missing = [CASE, 'concept:name', 'time:timestamp'].filter((name) => !record.includes(name));
  if (missing.length > 0)
    throw new Error(`${file} has no column ${missing.join(', ')}: it is no event log with XES column names.`);
  const twice = record.find((name, i) => name !== '' && record.indexOf(name) < i);
  if (twice !== undefined)
    throw new Error(`${file} has two columns ${twice}: one of them would be lost. Give it another name.`);
  log.columns = record;
};

const toRow = (
  columns: readonly string[],
  record: readonly string[],
  raw: string,
): Omit<LogRow, 'line'> | string => {
  if (record.length !== columns.length)
    return `it has ${record.length} columns where the log has ${columns.length}`;
  if (raw.includes(REPLACED)) return 'it holds bytes that are no UTF-8';
  const cells = new Map(columns.map((name, i) => [name, record[i]!]));
  const [caseName, activity] = [cells.get(CASE)!, cells.get('concept:name')!];
  if (caseName === '') return 'it names no case';
  if (activity === '') return 'it names no activity';
  const at = toTimestamp(cells.get('time:timestamp')!);
  if (!at) return `its time "${cells.get('time:timestamp')!.slice(0, 40)}" is none`;
  const others = [...cells].filter(([name, value]) => !NAMED.has(name) && name !== '' && value !== '');
  const caseFields = Object.fromEntries(
    others.filter(([name]) => name.startsWith('case:')).map(([name, value]) => [name.slice(5), value]),
  );
  const attributes = Object.fromEntries(others.filter(([name]) => !name.startsWith('case:')));
  return {
    caseName,
    activity,
    person: cells.get('org:resource') ?? '',
    at,
    caseFields,
    attributes,
    raw: raw.replace(/\r?\n$/, ''),
  };
};

/** `2011-10-11 13:45:40.276000+02:00` and its kin, to milliseconds; the source's offset is kept. */
const toTimestamp = (text: string): string | undefined => {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/.exec(
    text.trim(),
  );
  if (!match) return undefined;
  const [, date, time, fraction = '', zone = 'Z'] = match;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const at = `${date}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`;
  return Number.isNaN(Date.parse(at)) || !isDay(date!) || time!.startsWith('24') ? undefined : at;
};

/** `Date` takes the 30th of February for the 1st of March. */
const isDay = (date: string): boolean => new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
