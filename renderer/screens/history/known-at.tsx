import { useState, type FormEvent } from 'react';
import type { DeviceId } from '../../../src/kernel/ids.ts';
import { ok, type Failure } from '../../../src/kernel/result.ts';
import { FailureLine } from '../../parts/failure-line.tsx';
import { attempt } from '../../parts/use-run.ts';
import { useBook, useBookStore } from '../../store/use-book.ts';
import type { Moment } from './moment.ts';

/** As the browser's field wants it: local time, to the minute. */
const toField = (instant: number): string => {
  const local = new Date(instant - new Date(instant).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
};

/** Asks what a device knew at a time of its clock, by its last command until then. */
export const KnownAt = ({ look }: { readonly look: (moment: Moment) => void }) => {
  const { api } = useBookStore();
  const info = useBook((state) => state.info);
  const [device, setDevice] = useState(info?.device);
  const [time, setTime] = useState(() => toField(Date.now()));
  const [failure, setFailure] = useState<Failure>();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // To the end of the minute that is named.
    const instant = new Date(time).getTime() + 59_999;
    if (!device || Number.isNaN(instant)) return;
    const cut = await attempt(async () => ok(await api.knownBy(device, instant)));
    setFailure(cut.ok ? undefined : cut.error);
    if (cut.ok) look({ cut: cut.value, device, at: instant, step: undefined });
  };
  return (
    <details className="known-at">
      <summary>What a device knew at a time</summary>
      <form onSubmit={(event) => void submit(event)}>
        <select
          aria-label="Device"
          value={device}
          onChange={(event) => setDevice(event.target.value as DeviceId)}
        >
          {info?.members.map((member) => (
            <option key={member.device} value={member.device}>
              {member.name}
            </option>
          ))}
        </select>
        <input
          type="datetime-local"
          aria-label="Time of its clock"
          value={time}
          onChange={(event) => setTime(event.target.value)}
        />
        <button type="submit" className="button">
          Show
        </button>
      </form>
      <FailureLine failure={failure} />
    </details>
  );
};
