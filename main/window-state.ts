/** Where the window was when it closed, in a file under userData; ignored once it is off every screen. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';

const MIN = { width: 480, height: 400 };
const DEFAULT = { width: 1280, height: 800 };
/** Enough of the title bar to take hold of. */
const VISIBLE = { width: 120, height: 40 };

const coordinate = z.int().min(-100_000).max(100_000);
const windowState = z.object({
  bounds: z.object({
    x: coordinate,
    y: coordinate,
    width: z.int().min(MIN.width).max(20_000),
    height: z.int().min(MIN.height).max(20_000),
  }),
  maximized: z.boolean(),
});
type WindowState = z.infer<typeof windowState>;

const file = (): string => join(app.getPath('userData'), 'window.json');

const overlap = (start: number, length: number, otherStart: number, otherLength: number): number =>
  Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart);

/** Whether the top of the window can be seen and grabbed on one of the screens. */
const isReachable = (bounds: Rectangle, screens: readonly Rectangle[]): boolean =>
  screens.some(
    (area) =>
      overlap(bounds.x, bounds.width, area.x, area.width) >= VISIBLE.width &&
      overlap(bounds.y, VISIBLE.height, area.y, area.height) >= VISIBLE.height,
  );

const read = (): WindowState | undefined => {
  try {
    return windowState.parse(JSON.parse(readFileSync(file(), 'utf8')));
  } catch {
    // Absent at the first start, and not worth a word when damaged.
    return undefined;
  }
};

export const initialWindow = () => {
  const state = read();
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const bounds = state && isReachable(state.bounds, screens) ? state.bounds : DEFAULT;
  return {
    bounds: { ...bounds, minWidth: MIN.width, minHeight: MIN.height },
    maximized: state?.maximized ?? false,
  };
};

/** Synchronous, because it runs while the window closes and the app may quit next. */
export const rememberWindow = (window: BrowserWindow): void => {
  const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
  try {
    writeFileSync(file(), JSON.stringify(state));
  } catch (error) {
    console.error(`The window's place could not be saved: ${(error as Error).message}`);
  }
};
