import { CSPProvider } from '@base-ui/react/csp-provider';
import { useEffect, useState } from 'react';
import { CommandBusProvider, createCommandBus } from './commands/command-bus.ts';
import type { Engine } from './engine/engine.ts';
import { FailureLine } from './parts/failure-line.tsx';
import { FirstRun } from './screens/first-run.tsx';
import { MainWindow } from './screens/main-window.tsx';
import { NotLetIn } from './screens/not-let-in.tsx';
import { refusedInvitation } from './store/book-state.ts';
import { createBookStore } from './store/book-store.ts';
import { BookProvider, useBook, useBookStore } from './store/use-book.ts';

export const App = ({ engine }: { readonly engine: Engine }) => {
  const [store] = useState(() => createBookStore(engine));
  const [bus] = useState(createCommandBus);
  return (
    // The policy refuses style elements, which the components would use for small matters.
    <CSPProvider disableStyleElements>
      <BookProvider value={store}>
        <CommandBusProvider value={bus}>
          <Screen />
        </CommandBusProvider>
      </BookProvider>
    </CSPProvider>
  );
};

const Screen = () => {
  const store = useBookStore();
  const phase = useBook((state) => state.phase);
  const title = useBook((state) => state.info?.title);
  const refused = useBook(refusedInvitation);
  useEffect(() => {
    void store.boot();
  }, [store]);
  useEffect(() => {
    document.title = title === undefined ? 'Daybook' : `${title} · Daybook`;
  }, [title]);
  useEffect(() => {
    const wake = (): void => void store.api.wake();
    const cut = (): void => void store.api.cut();
    addEventListener('offline', cut);
    addEventListener('online', wake);
    addEventListener('focus', wake);
    return () => {
      removeEventListener('offline', cut);
      removeEventListener('online', wake);
      removeEventListener('focus', wake);
    };
  }, [store]);

  switch (phase.at) {
    case 'opening':
      return (
        <main className="first-run">
          <p className="slow">Opening the book …</p>
        </main>
      );
    case 'first-run':
      return <FirstRun />;
    case 'failed':
      return (
        <main className="first-run">
          <div className="first-run-sheet">
            <h1>The book could not be opened</h1>
            <FailureLine failure={phase.failure} />
            <button type="button" className="button primary" onClick={() => location.reload()}>
              Try again
            </button>
          </div>
        </main>
      );
    case 'open':
      return refused ? <NotLetIn failure={refused} /> : <MainWindow />;
  }
};
