const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const EXACT = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' });

export const timeOfDay = (instant: number): string => TIME.format(instant);
export const exactTime = (instant: number): string => EXACT.format(instant);
export const weekdayTime = (instant: number): string => WEEKDAY.format(instant);

const day = (instant: number, today: Date): string =>
  (new Date(instant).getFullYear() === today.getFullYear() ? DAY : DATE).format(instant);

/**
 * - `short`: without doubt which: the time today, else the day, with the year if it is not this one.
 * - `day`, under which lines stand that say the time.
 */
const FORMS = {
  full: (instant: number) => FULL.format(instant),
  time: timeOfDay,
  day: (instant: number, today = new Date()) => (isOn(instant, today) ? 'Today' : day(instant, today)),
  short: (instant: number, today = new Date()) =>
    isOn(instant, today) ? timeOfDay(instant) : day(instant, today),
};

const isOn = (instant: number, today: Date): boolean =>
  new Date(instant).toDateString() === today.toDateString();

interface Props {
  readonly at: string | number;
  readonly form?: keyof typeof FORMS;
}

/** A claimed instant. One that no clock can have claimed is shown as it was written. */
export const When = ({ at, form = 'full' }: Props) => {
  const instant = typeof at === 'number' ? at : Date.parse(at);
  if (!Number.isFinite(instant)) return <span>{at}</span>;
  return (
    <time dateTime={new Date(instant).toISOString()} title={FULL.format(instant)}>
      {FORMS[form](instant)}
    </time>
  );
};
