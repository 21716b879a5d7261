import { EventEmitter } from 'node:events';

export interface Frame {
  readonly origin: string;
  readonly parent: Frame | null;
}

export const OWN_PAGE: Frame = { origin: 'app://daybook', parent: null };

type OpenHandler = (details: { url: string }) => { action: string };

/** The page's side of a window, as main sees it. */
export class FakeWebContents extends EventEmitter {
  openHandler: OpenHandler | undefined;
  readonly sent: unknown[][] = [];
  setWindowOpenHandler = (handler: OpenHandler) => void (this.openHandler = handler);
  send = (...message: unknown[]) => void this.sent.push(message);

  /** Whether main lets this event happen. */
  allows(event: string, details: Record<string, unknown> = {}): boolean {
    let isAllowed = true;
    this.emit(event, { ...details, preventDefault: () => (isAllowed = false) });
    return isAllowed;
  }
}
