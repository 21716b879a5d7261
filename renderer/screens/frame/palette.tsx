/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a select cannot be filtered by what is typed */
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useCommandBus } from '../../commands/command-bus.ts';
import { showKeys } from '../../commands/keys.ts';
import { commandsFor } from '../../commands/page-commands.ts';
import { desktop, isMac } from '../../engine/desktop.ts';
import { Sheet } from '../../parts/sheet.tsx';
import { useBook } from '../../store/use-book.ts';
import { filterRecords } from '../lists/filter.ts';
import { homeOf } from '../places.ts';

interface Choice {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly choose: () => void;
}

const MAX_RECORDS = 8;

export const Palette = ({ close }: { readonly close: () => void }) => {
  const bus = useCommandBus();
  const records = useBook((state) => state.records);
  const [, go] = useLocation();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);

  const choices = useMemo((): readonly Choice[] => {
    const words = query.toLowerCase().trim();
    const commands = commandsFor(desktop !== undefined).filter(
      ({ id, label }) => id !== 'palette' && label.toLowerCase().includes(words),
    );
    const found = words === '' ? [] : filterRecords(records, words, false).slice(0, MAX_RECORDS);
    return [
      ...commands.map(({ id, label, keys }) => ({
        id,
        label,
        note: keys ? showKeys(keys, isMac) : '',
        choose: () => void bus.run(id),
      })),
      ...found.map(({ id, title }) => ({ id, label: title, note: 'Record', choose: () => go(homeOf(id)) })),
    ];
  }, [query, records, bus, go]);

  const choose = (choice: Choice | undefined): void => {
    if (!choice) return;
    close();
    choice.choose();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setAt(Math.max(0, Math.min(choices.length - 1, at + step)));
    else if (event.key === 'Enter') choose(choices[at]);
    else return;
    event.preventDefault();
  };

  return (
    <Sheet title="Commands" close={close} className="palette">
      {/* Focused as it is drawn: who knows the keys types on at once. */}
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        role="combobox"
        aria-label="Command or record"
        aria-expanded
        aria-controls="choices"
        aria-activedescendant={choices[at] ? `choice-${choices[at].id}` : undefined}
        placeholder="A command, or the title of a record"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="choices" role="listbox" aria-label="Commands and records">
        {choices.map((choice, index) => (
          // Keys are answered by the field above, which has the focus.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={choice.id}
            id={`choice-${choice.id}`}
            role="option"
            aria-selected={index === at}
            onClick={() => choose(choice)}
          >
            <span>{choice.label}</span>
            <span className="note">{choice.note}</span>
          </div>
        ))}
      </div>
      {choices.length === 0 && <p className="empty">Nothing is called that.</p>}
    </Sheet>
  );
};
