import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readEventLog } from '../../tools/fleet/event-log.ts';
import { fileWith, importFile } from '../support/fleet-cli.ts';

const HEADER = 'case:concept:name,concept:name,org:resource,time:timestamp,case:channel,lifecycle';
const TIMEOUT = 60_000;

/** Three people in two cases; Ada and Bo are on different devices and meet in case 1. */
const ROWS = [
  'case 1,receive,Ada,2011-10-11 13:45:40.276000+02:00,desk,complete',
  'case 1,check,Bo,2011-10-12 08:26:25+02:00,desk,complete',
  'case 2,receive,Cy,2011-10-12 09:00:00Z,,',
  'case 2,receive,Cy,2011-10-12 09:00:00Z,,',
  'case 1,decide,Ada,2011-10-13T10:00:00.5Z,desk,',
];
const csv = (...rows: readonly string[]): string => [HEADER, ...rows, ''].join('\n');

test(
  'ON1 a case that two devices make is one record, and two identical rows are two entries',
  { timeout: TIMEOUT },
  async () => {
    const { status, result, said } = await importFile(fileWith('log.csv', csv(...ROWS)), '--devices', '3');
    // Three people, five entries, and case 1 made by Ada's device and by Bo's.
    expect(result).toMatchObject({
      devices: 3,
      records: 2,
      entries: 5,
      people: 3,
      events: 11,
      badRows: 0,
      conflicts: 0,
    });
    expect(result!.converged).toBe(true);
    expect(new Set([...result!.stateSha256, ...result!.rebuiltSha256]).size).toBe(1);
    expect([result!.stateSha256.length, result!.rebuiltSha256.length]).toEqual([3, 3]);
    expect([status, said]).toEqual([0, []]);
  },
);

test('ON1 importing the same file again adds nothing', { timeout: TIMEOUT }, async () => {
  const { status, result } = await importFile(fileWith('log.csv', csv(...ROWS)), '--devices', '3', '--twice');
  expect(result).toMatchObject({ records: 2, entries: 5, people: 3, events: 11, converged: true });
  expect(status).toBe(0);
});

test('cases whose columns differ keep both values as a conflict', { timeout: TIMEOUT }, async () => {
  const rows = [
    'case 1,receive,Ada,2011-10-11 13:45:40Z,desk,',
    'case 1,check,Bo,2011-10-12 08:26:25Z,post,',
  ];
  const { result } = await importFile(fileWith('log.csv', csv(...rows)), '--devices', '2');
  expect(result).toMatchObject({ records: 1, entries: 2, conflicts: 1, converged: true });
});

test('bad rows are named by line and why, and the others are taken', { timeout: TIMEOUT }, async () => {
  const rows = [
    ROWS[0]!,
    'case 1,check,Bo,2011-10-12 08:26:25+02:00,desk',
    ',check,Bo,2011-10-12 08:26:25+02:00,desk,complete',
    'case 1,,Bo,2011-10-12 08:26:25+02:00,desk,complete',
    'case 1,check,Bo,yesterday,desk,complete',
    'case 1,check,Bo,2011-13-41 08:26:25,desk,complete',
    `${'x'.repeat(501)},check,Bo,2011-10-12 08:26:25,desk,complete`,
    ROWS[2]!,
  ];
  const { status, result, said } = await importFile(fileWith('log.csv', csv(...rows)), '--devices', '2');
  expect(said).toEqual([
    'line 3 is skipped: it has 5 columns where the log has 6',
    'line 4 is skipped: it names no case',
    'line 5 is skipped: it names no activity',
    'line 6 is skipped: its time "yesterday" is none',
    'line 7 is skipped: its time "2011-13-41 08:26:25" is none',
    expect.stringMatching(/^line 8 is skipped: The command's title is not valid/),
  ]);
  expect(result).toMatchObject({ records: 2, entries: 2, people: 2, badRows: 6, converged: true });
  expect(status).toBe(0);
});

test('a row that cannot be read to its end takes no other with it', { timeout: TIMEOUT }, async () => {
  const long = `case 1,${'x'.repeat(1024 * 1024)},Ada,2011-10-11 13:45:40Z,desk,`;
  const rows = [long, ROWS[0]!, '', '"case 1,receive,Ada,2011-10-11 13:45:40Z,desk,', ROWS[1]!];
  const { status, result, said } = await importFile(fileWith('log.csv', csv(...rows)), '--devices', '2');
  expect(said).toEqual([
    'line 2 is skipped: it is longer than 1048576 bytes, or its quote is not closed',
    'line 5 is skipped: its quote is not closed',
  ]);
  expect(result).toMatchObject({ records: 1, entries: 2, badRows: 2, converged: true });
  expect(status).toBe(0);
});

test('rows are told and counted as the lines of the file are, whichever ends each of them has', async () => {
  const text = [
    `${HEADER}\r\n"case\r\n1",receive,Ada,2011-10-11 13:45:40Z,desk,\r\n`,
    '"case 2,receive,Ada,2011-10-11 13:45:40Z,desk,\r\n',
    'case 3,receive,Ada,2011-10-11 13:45:40Z,desk,\ncase 4,receive,Ada,2011-10-11 13:45:40Z,desk,',
  ];
  const { rows, bad } = await readEventLog(fileWith('log.csv', text.join('')));
  expect(rows.map(({ line, caseName }) => [line, caseName])).toEqual([
    [3, 'case\r\n1'],
    [5, 'case 3'],
    [6, 'case 4'],
  ]);
  expect(bad).toEqual([{ line: 4, why: 'its quote is not closed' }]);
});

test(
  'quotes, a byte order mark, CRLF, gzip and any script are read as they are meant',
  { timeout: TIMEOUT },
  async () => {
    const rows = [
      '"case, with ""quotes""",receive,Ådá 李,2011-10-11 13:45:40+0200,"on\r\ntwo lines",complete',
      '"case, with ""quotes""",prüfen 𝒳,Ådá 李,2011-10-11 13:45:41,"on\r\ntwo lines",😀',
    ];
    const content = `\uFEFF${[HEADER, ...rows, ''].join('\r\n')}`;
    const { result, said } = await importFile(fileWith('log.csv.gz', gzipSync(content)), '--devices', '2');
    expect(said).toEqual([]);
    expect(result).toMatchObject({
      records: 1,
      entries: 2,
      people: 1,
      events: 4,
      conflicts: 0,
      converged: true,
    });
  },
);

test.each([
  ['that is not there', undefined, /no such file.*absent\.csv/],
  ['that is empty', '', /is empty/],
  ['that is no event log', 'a,b\n1,2\n', /has no column case:concept:name, concept:name, time:timestamp/],
])('a file %s is one line that says so, and status 1', { timeout: TIMEOUT }, async (_, content, why) => {
  const file = content === undefined ? '/absent.csv' : fileWith('log.csv', content);
  const { status, result, said } = await importFile(file);
  expect(said).toEqual([expect.stringMatching(why)]);
  expect(result).toBeUndefined();
  expect(status).toBe(1);
});

test('a number of devices that makes no sense is refused', { timeout: TIMEOUT }, async () => {
  const { status, said } = await importFile('/absent.csv', '--devices', 'many');
  expect(said).toEqual(['--devices takes a whole number from 1 to 64.']);
  expect(status).toBe(1);
});
