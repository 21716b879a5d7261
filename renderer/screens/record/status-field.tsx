import { namesIn, shown } from '../../../src/domain/register.ts';
import type { Status } from '../../../src/domain/record/state.ts';
import { Conflict } from '../../parts/conflict.tsx';
import { FailureLine } from '../../parts/failure-line.tsx';
import { useSeen } from '../../parts/seen.ts';
import { StatusMark } from '../../parts/status-mark.tsx';
import { useRun } from '../../parts/use-run.ts';
import type { RecordPart } from './part.ts';

/** The steps that can follow a status: open, in review, closed, and back. */
const STEPS: { readonly [S in Status]: readonly { readonly to: Status; readonly words: string }[] } = {
  open: [{ to: 'in review', words: 'Send to review' }],
  'in review': [
    { to: 'closed', words: 'Close' },
    { to: 'open', words: 'Back to open' },
  ],
  closed: [{ to: 'open', words: 'Reopen' }],
};

const showStatus = (status: Status) => <StatusMark status={status} />;

export const StatusField = ({ id, record }: RecordPart) => {
  const { run, failure, busy } = useRun();
  const seen = useSeen();
  const status = shown(record.status) ?? 'open';
  const set = (to: Status, over: readonly string[]) =>
    void run({ type: 'record.set-status', aggregate: id, status: to, over });
  return (
    <div className="fact">
      <span className="fact-label">Status</span>
      <div className="fact-row">
        <StatusMark status={status} />
        {STEPS[status].map(({ to, words }) => (
          <button
            type="button"
            className="button"
            key={to}
            disabled={busy}
            onClick={() => set(to, seen(namesIn(record.status)))}
          >
            {words}
          </button>
        ))}
      </div>
      <Conflict label="Status" register={record.status} show={showStatus} choose={set} />
      <FailureLine failure={failure} />
    </div>
  );
};
