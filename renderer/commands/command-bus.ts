import { createContext, useContext, useEffect, useRef } from 'react';
import type { PageCommandId } from './page-commands.ts';

export interface CommandBus {
  /** False when nothing on screen handles it. */
  run(id: PageCommandId): boolean;
  /** The latest handler of a command answers it, until the returned function is called. */
  handle(id: PageCommandId, handler: () => void): () => void;
}

export const createCommandBus = (): CommandBus => {
  const handlers = new Map<PageCommandId, (() => void)[]>();
  return {
    run: (id) => {
      const handler = handlers.get(id)?.at(-1);
      handler?.();
      return handler !== undefined;
    },
    handle: (id, handler) => {
      handlers.set(id, [...(handlers.get(id) ?? []), handler]);
      return () =>
        void handlers.set(
          id,
          handlers.get(id)!.filter((each) => each !== handler),
        );
    },
  };
};

const Context = createContext<CommandBus | undefined>(undefined);

export const CommandBusProvider = Context.Provider;

export const useCommandBus = (): CommandBus => {
  const bus = useContext(Context);
  if (!bus) throw new Error('Broken invariant: every screen stands inside a CommandBusProvider');
  return bus;
};

/** Answers `id` while the component is on screen. */
export const useCommand = (id: PageCommandId, handler: () => void): void => {
  const bus = useCommandBus();
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => bus.handle(id, () => latest.current()), [bus, id]);
};
