import { useLocation } from 'wouter';
import { useCommand } from '../commands/command-bus.ts';
import { useShortcuts } from '../commands/use-shortcuts.ts';
import { DevicesPage } from './devices/devices-page.tsx';
import { Dialogs } from './frame/dialogs.tsx';
import { Navigation } from './frame/navigation.tsx';
import { Notices } from './frame/notices.tsx';
import { Undoing } from './frame/undoing.tsx';
import { useNextPane } from './frame/use-next-pane.ts';
import { WorkBar } from './frame/work-bar.tsx';
import { ActivityList } from './lists/activity-list.tsx';
import { PeopleList } from './lists/people-list.tsx';
import { RecordList } from './lists/record-list.tsx';
import { TaskList } from './lists/task-list.tsx';
import { PersonPage } from './people/person-page.tsx';
import { addressOf, type Place, placeOf } from './places.ts';
import { RecordPage } from './record/record-page.tsx';

const LISTS = {
  '/records': RecordList,
  '/tasks': TaskList,
  '/people': PeopleList,
  '/activity': ActivityList,
};

const Detail = ({ section, aggregate }: Place) => {
  if (!aggregate) return <p className="empty">Nothing is open. Choose a line of the list.</p>;
  const Page = aggregate.startsWith('person:') ? PersonPage : RecordPage;
  return <Page key={aggregate} id={aggregate} list={section.at} />;
};

/** Three panes where there is room for them; the style sheet folds them to two, then one. */
export const MainWindow = () => {
  const [path, go] = useLocation();
  const place = placeOf(path);
  const { section, aggregate } = place;
  useShortcuts();
  useNextPane();
  useCommand('go.records', () => go('/records'));
  useCommand('go.tasks', () => go('/tasks'));
  useCommand('go.people', () => go('/people'));
  useCommand('go.activity', () => go('/activity'));
  useCommand('go.devices', () => go('/devices'));
  const List = section.at === '/devices' ? undefined : LISTS[section.at];
  return (
    <div className="window">
      <Notices />
      <WorkBar />
      <div className="panes" data-showing={aggregate ? 'detail' : 'list'}>
        <Navigation section={section} />
        <main className="work-area">
          {List && (
            <section className="list" data-pane tabIndex={-1} aria-label={section.title}>
              <List key={section.at} opened={aggregate} open={(id) => go(addressOf(section.at, id))} />
            </section>
          )}
          <section
            className="detail"
            data-pane
            tabIndex={-1}
            aria-label={List ? 'Opened' : section.title}
            data-wide={!List || undefined}
          >
            {List ? <Detail {...place} /> : <DevicesPage />}
          </section>
        </main>
      </div>
      <Undoing />
      <Dialogs />
    </div>
  );
};
