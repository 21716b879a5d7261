/** What a process takes of the machine, where Linux says so; elsewhere 0. */
import { readFile } from 'node:fs/promises';

/** Linux counts the time of processes in hundredths of a second, whatever the machine. */
const TICK_US = 10_000;

const read = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** Microseconds of CPU since it began, all of its threads together. */
export const cpuUs = async (pid: number): Promise<number> => {
  // Behind the name, which is in brackets and may hold anything: the state, then ten more, then the times.
  const fields = (await read(`/proc/${pid}/stat`)).split(') ').at(-1)!.split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_US;
};

const memoryKb = async (pid: number, what: 'VmRSS' | 'VmHWM'): Promise<number> =>
  Number(new RegExp(`${what}:\\s+(\\d+)`).exec(await read(`/proc/${pid}/status`))?.[1] ?? 0);

export const residentKb = (pid: number): Promise<number> => memoryKb(pid, 'VmRSS');
/** The most it has ever taken. */
export const peakKb = (pid: number): Promise<number> => memoryKb(pid, 'VmHWM');
