import { X } from 'lucide-react';
import { VirtualList } from '../../parts/virtual-list.tsx';
import { ActorName, DeviceName } from '../../parts/names.tsx';
import { When } from '../../parts/when.tsx';
import type { HistoryStep } from '../../../src/projections/history.ts';
import type { StepGroup } from './group-steps.ts';
import { KnownAt } from './known-at.tsx';
import { stepToMoment, type Moment } from './moment.ts';
import { heightOfStep, StepLine } from './step-line.tsx';
import type { History } from './use-history.ts';

interface Props {
  readonly history: History | undefined;
  /** Undefined: the present. */
  readonly at: Moment | undefined;
  readonly go: (moment: Moment | undefined) => void;
  readonly close: () => void;
}

type Row =
  | { readonly kind: 'now' }
  | { readonly kind: 'group'; readonly group: StepGroup }
  | { readonly kind: 'step'; readonly step: HistoryStep };

/** Newest first; each group under its heading. */
const toRows = ({ groups }: History): readonly Row[] => [
  { kind: 'now' },
  ...groups
    .toReversed()
    .flatMap((group): readonly Row[] => [
      { kind: 'group', group },
      ...group.steps.toReversed().map((step): Row => ({ kind: 'step', step })),
    ]),
];

const stepOf = (row: Row): HistoryStep | undefined =>
  row.kind === 'step' ? row.step : row.kind === 'group' ? row.group.steps.at(-1) : undefined;

const isAt = (row: Row, at: Moment | undefined): boolean =>
  row.kind === 'now' ? at === undefined : row.kind === 'step' && row.step.id === at?.step?.id;

const keyOf = (row: Row): string => `${row.kind} ${stepOf(row)?.id ?? ''}`;

/** What was done to a record, by person and pause. Choosing a line shows the record as it was then. */
export const HistoryDrawer = ({ history, at, go, close }: Props) => (
  <aside className="history" aria-label="History">
    <header className="history-head">
      <h2>History</h2>
      <span className="note">
        <kbd>←</kbd> older <kbd>→</kbd> newer
      </span>
      <button type="button" className="icon-button" aria-label="Close history" onClick={close}>
        <X aria-hidden size={16} />
      </button>
    </header>
    {history ? (
      <VirtualList
        label="Changes"
        rows={toRows(history)}
        height={(row) => (row.kind === 'step' ? heightOfStep(row.step) : 34)}
        keyOf={keyOf}
        isOpen={(row) => isAt(row, at)}
        open={(row) => {
          const step = stepOf(row);
          go(step && stepToMoment(step));
        }}
        follows
      >
        {(row) => <HistoryLine row={row} />}
      </VirtualList>
    ) : (
      <p className="slow empty">Reading …</p>
    )}
    <KnownAt look={go} />
  </aside>
);

const HistoryLine = ({ row }: { readonly row: Row }) => {
  switch (row.kind) {
    case 'now':
      return <span className="history-now">Now</span>;
    case 'group': {
      const newest = row.group.steps.at(-1)!;
      return (
        <span className="history-group">
          <span className="line-words">
            <ActorName actor={newest.actor} /> on <DeviceName device={newest.device} />
          </span>
          <span className="line-when">
            <When at={newest.at} form="day" />
          </span>
        </span>
      );
    }
    case 'step':
      return <StepLine step={row.step} />;
  }
};
