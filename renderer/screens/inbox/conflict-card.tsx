import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import type { Json } from '../../../src/events/event.ts';
import type { Failure } from '../../../src/kernel/result.ts';
import type { ConflictRow } from '../../../src/projections/conflict.ts';
import { showKeys } from '../../commands/keys.ts';
import { isMac } from '../../engine/desktop.ts';
import { FailureLine } from '../../parts/failure-line.tsx';
import { attempt } from '../../parts/use-run.ts';
import { useBookStore } from '../../store/use-book.ts';
import { homeOf } from '../places.ts';
import { HEADS, isChoosable, showValue, standingOf, toOtherValue } from './conflict-kinds.tsx';
import { SideLine } from './side-line.tsx';
import { StandingLine } from './standing-line.tsx';
import { useConflictKeys } from './use-conflict-keys.ts';
import { useSides } from './use-sides.ts';
import { subjectOf, useSubject } from './use-subject.ts';

interface Props {
  readonly row: ConflictRow;
  readonly step: (by: 1 | -1) => void;
  /** It is settled: on to what waits next. */
  readonly settled: () => void;
}

/** What is to stand: a side by its name, what is typed, or of prose what stands. */
type Choice = { readonly side: string } | 'other' | 'standing' | undefined;

/** One conflict: what stood before, what each side made of it, and the decision. Looking at it decides nothing. */
export const ConflictCard = ({ row, step, settled }: Props) => {
  const { api } = useBookStore();
  const subject = useSubject(row.aggregate);
  const views = useSides(row);
  const [choice, setChoice] = useState<Choice>();
  const [other, setOther] = useState('');
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const toValue = toOtherValue(row);
  const standing = standingOf(row);
  const before = views?.find((view) => view.before.length > 0)?.before;

  const chosen = (): { readonly value: Json } | undefined => {
    if (choice === 'other') return toValue && { value: toValue(other.trim()) };
    if (choice === 'standing') return standing;
    return row.sides.find(({ name }) => name === choice?.side);
  };
  const decide = async (): Promise<void> => {
    const side = chosen();
    if (!side || busy) return;
    setBusy(true);
    const why = reason.trim();
    const done = await attempt(() =>
      api.settle({
        conflict: row.id,
        over: row.over,
        value: side.value,
        ...(why === '' ? {} : { reason: why }),
      }),
    );
    setBusy(false);
    setFailure(done.ok ? undefined : done.error);
    if (done.ok) settled();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void decide();
  };
  useConflictKeys({
    step,
    choose: (nth) => {
      const side = row.sides[nth - 1];
      if (side && isChoosable(row.part, side.value)) setChoice({ side: side.name });
    },
    decide: () => void decide(),
  });

  return (
    <form className="conflict-card" onSubmit={submit} aria-label={`Conflict: ${row.label} in ${subject}`}>
      <p className="conflict-place">
        <Link href={homeOf(subjectOf(row.aggregate))}>{subject}</Link>
      </p>
      <h1>{row.label || 'Untitled'}</h1>
      <p className="page-lead">{HEADS[row.kind]}</p>
      {before && (
        <dl className="before">
          <dt>Before</dt>
          <dd>
            {before.map((value) => (
              <span key={JSON.stringify(value)}>{showValue(row.part, value)}</span>
            ))}
          </dd>
        </dl>
      )}
      <fieldset className="sides">
        <legend className="visually-hidden">What stands</legend>
        {row.sides.map((side, i) => (
          <SideLine
            key={side.name}
            row={row}
            side={side}
            view={views?.find(({ name }) => name === side.name)}
            nth={i + 1}
            isChosen={typeof choice === 'object' && choice.side === side.name}
            choose={() => setChoice({ side: side.name })}
          />
        ))}
        {standing && (
          <StandingLine
            group={row.id}
            text={standing.text}
            isChosen={choice === 'standing'}
            choose={() => setChoice('standing')}
          />
        )}
        {toValue && (
          <div className="side">
            <input
              type="radio"
              name={row.id}
              aria-label="Something else"
              checked={choice === 'other'}
              onChange={() => setChoice('other')}
            />
            <input
              className="side-body"
              aria-label="Something else, in your words"
              placeholder="Something else"
              value={other}
              onFocus={() => setChoice('other')}
              onChange={(event) => setOther(event.target.value)}
            />
          </div>
        )}
      </fieldset>
      <label className="reason">
        Reason
        <input
          placeholder="Optional; it is kept with the decision"
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <div className="decide">
        <button type="submit" className="button primary" disabled={busy || choice === undefined}>
          Decide
        </button>
        <span className="note">
          <kbd>1</kbd>–<kbd>{Math.min(9, row.sides.length)}</kbd> choose ·{' '}
          <kbd>{showKeys('Mod+Enter', isMac)}</kbd> decide · <kbd>j</kbd> <kbd>k</kbd> next, previous
        </span>
      </div>
      <FailureLine failure={failure} />
    </form>
  );
};
