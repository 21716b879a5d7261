/** What the processes of a browser take of the machine's memory, where Linux says so. */
import type { Page } from 'playwright-core';
import { residentKb } from '../server/usage.ts';

const EVERY_MS = 500;
const MB = 1024;

/** Watches the largest of the pages' processes; the returned function ends it and answers the most it took, in MB. */
export const watchMemory = async (page: Page): Promise<() => Promise<number>> => {
  const session = await page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const pids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  let most = 0;
  const look = async (): Promise<void> => {
    most = Math.max(most, ...(await Promise.all(pids.map(residentKb))));
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  return async () => {
    clearInterval(timer);
    await look();
    return most / MB;
  };
};
