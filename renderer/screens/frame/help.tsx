import { showKeys } from '../../commands/keys.ts';
import { commandsFor } from '../../commands/page-commands.ts';
import { desktop, isMac } from '../../engine/desktop.ts';
import { Sheet } from '../../parts/sheet.tsx';

const IN_LISTS = [
  { keys: 'j  k', label: 'Next and previous line of a list' },
  { keys: 'Enter', label: 'Open the line; save the field' },
  { keys: 'Esc', label: 'Drop what is typed in a field; close' },
];

export const Help = ({ close }: { readonly close: () => void }) => (
  <Sheet title="Keyboard shortcuts" close={close}>
    <dl className="keys">
      {commandsFor(desktop !== undefined)
        .filter(({ keys }) => keys !== undefined)
        .map(({ id, label, keys }) => (
          <div key={id}>
            <dt>{label}</dt>
            <dd>
              <kbd>{showKeys(keys!, isMac)}</kbd>
            </dd>
          </div>
        ))}
      {IN_LISTS.map(({ keys, label }) => (
        <div key={keys}>
          <dt>{label}</dt>
          <dd>
            <kbd>{keys}</kbd>
          </dd>
        </div>
      ))}
    </dl>
  </Sheet>
);
