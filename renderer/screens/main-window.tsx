import { useState } from 'react';
import { useLocation } from 'wouter';
import { useCommand } from '../commands/command-bus.ts';
import { ArrivalsProvider, createArrivals } from '../parts/arrivals.ts';
import {
  createKeptDrafts,
  DraftPage,
  KeptDraftsProvider,
  useAskBeforeLeaving,
} from '../parts/kept-drafts.ts';
import { useShortcuts } from '../commands/use-shortcuts.ts';
import { DevicesPage } from './devices/devices-page.tsx';
import { Dialogs } from './frame/dialogs.tsx';
import { Navigation } from './frame/navigation.tsx';
import { Notices } from './frame/notices.tsx';
import { Undoing } from './frame/undoing.tsx';
import { useNextPane } from './frame/use-next-pane.ts';
import { WorkBar } from './frame/work-bar.tsx';
import { ConflictList } from './inbox/conflict-list.tsx';
import { ConflictPage } from './inbox/conflict-page.tsx';
import { ActivityList } from './lists/activity-list.tsx';
import { PeopleList } from './lists/people-list.tsx';
import { RecordList } from './lists/record-list.tsx';
import { TaskList } from './lists/task-list.tsx';
import { PersonPage } from './people/person-page.tsx';
import { addressOf, addressOfConflict, type Place, placeOf } from './places.ts';
import { RecordPage } from './record/record-page.tsx';

const LISTS = {
  '/records': RecordList,
  '/tasks': TaskList,
  '/people': PeopleList,
  '/activity': ActivityList,
};

interface Opening {
  readonly place: Place;
  readonly go: (to: string) => void;
}

const List = ({ place: { section, aggregate, conflict }, go }: Opening) => {
  if (section.at === '/devices') return undefined;
  if (section.at === '/inbox')
    return <ConflictList opened={conflict} open={(id) => go(addressOfConflict(id))} />;
  const Lines = LISTS[section.at];
  return <Lines key={section.at} opened={aggregate} open={(id) => go(addressOf(section.at, id))} />;
};

const Detail = ({ place: { section, aggregate, conflict }, go }: Opening) => {
  if (section.at === '/devices') return <DevicesPage />;
  if (conflict !== undefined)
    return <ConflictPage id={conflict} open={(id) => go(addressOfConflict(id))} close={() => go('/inbox')} />;
  if (!aggregate) return <p className="empty">Nothing is open. Choose a line of the list.</p>;
  const Page = aggregate.startsWith('person:') ? PersonPage : RecordPage;
  return (
    <DraftPage value={aggregate}>
      <Page key={aggregate} id={aggregate} list={section.at} />
    </DraftPage>
  );
};

/** Three panes where there is room for them; the style sheet folds them to two, then one. */
export const MainWindow = () => {
  const [path, go] = useLocation();
  const place = placeOf(path);
  const { section, aggregate, conflict } = place;
  const [drafts] = useState(createKeptDrafts);
  const [arrivals] = useState(createArrivals);
  useAskBeforeLeaving(drafts);
  useShortcuts();
  useNextPane();
  useCommand('go.inbox', () => go('/inbox'));
  useCommand('go.records', () => go('/records'));
  useCommand('go.tasks', () => go('/tasks'));
  useCommand('go.people', () => go('/people'));
  useCommand('go.activity', () => go('/activity'));
  useCommand('go.devices', () => go('/devices'));
  const isWide = section.at === '/devices';
  const isOpen = aggregate !== undefined || conflict !== undefined;
  return (
    <ArrivalsProvider value={arrivals}>
      <div className="window">
        <Notices />
        <WorkBar />
        <div className="panes" data-showing={isOpen ? 'detail' : 'list'}>
          <Navigation section={section} />
          <main className="work-area">
            {!isWide && (
              <section className="list" data-pane tabIndex={-1} aria-label={section.title}>
                <List place={place} go={go} />
              </section>
            )}
            <section
              className="detail"
              data-pane
              tabIndex={-1}
              aria-label={isWide ? section.title : 'Opened'}
              data-wide={isWide || undefined}
            >
              <KeptDraftsProvider value={drafts}>
                <Detail place={place} go={go} />
              </KeptDraftsProvider>
            </section>
          </main>
        </div>
        <Undoing />
        <Dialogs />
      </div>
    </ArrivalsProvider>
  );
};
