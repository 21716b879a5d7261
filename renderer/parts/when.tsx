const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' });

export const timeOfDay = (instant: number): string => TIME.format(instant);
export const weekdayTime = (instant: number): string => WEEKDAY.format(instant);

/** As short as it can be without doubt: the time today, else the day, with the year if it is not this one. */
const shortWhen = (instant: number, today = new Date()): string => {
  const then = new Date(instant);
  if (then.toDateString() === today.toDateString()) return TIME.format(instant);
  return (then.getFullYear() === today.getFullYear() ? DAY : DATE).format(instant);
};

/** A claimed instant. One that no clock can have claimed is shown as it was written. */
export const When = ({ at, short = false }: { readonly at: string | number; readonly short?: boolean }) => {
  const instant = typeof at === 'number' ? at : Date.parse(at);
  if (!Number.isFinite(instant)) return <span>{at}</span>;
  const full = FULL.format(instant);
  return (
    <time dateTime={new Date(instant).toISOString()} title={full}>
      {short ? shortWhen(instant) : full}
    </time>
  );
};
