/** What a process takes of the machine, where Linux says so; elsewhere 0. */
import { readdir, readFile } from 'node:fs/promises';

const NS_A_US = 1_000;

const read = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** Microseconds of CPU since it began, of all threads that it has. */
export const cpuUs = async (pid: number): Promise<number> => {
  const folder = `/proc/${pid}/task`;
  const threads = await readdir(folder).catch(() => []);
  // The scheduler's own account: `stat` counts in hundredths of a second.
  const times = await Promise.all(threads.map((thread) => read(`${folder}/${thread}/schedstat`)));
  return times.reduce((sum, line) => sum + Number(line.split(' ')[0]), 0) / NS_A_US;
};

const memoryKb = async (pid: number, what: 'VmRSS' | 'VmHWM'): Promise<number> =>
  Number(new RegExp(`${what}:\\s+(\\d+)`).exec(await read(`/proc/${pid}/status`))?.[1] ?? 0);

export const residentKb = (pid: number): Promise<number> => memoryKb(pid, 'VmRSS');
/** The most it has ever taken. */
export const peakKb = (pid: number): Promise<number> => memoryKb(pid, 'VmHWM');
