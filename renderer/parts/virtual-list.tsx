/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a select cannot hold rows of this kind, nor draw only those in sight */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';

interface Props<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** In pixels; of each row, where they differ. */
  readonly height: number | ((row: Row) => number);
  readonly keyOf: (row: Row) => string;
  /** The one that is open in the next pane. */
  readonly isOpen: (row: Row) => boolean;
  readonly open: (row: Row) => void;
  /** The row that is open is changed from elsewhere too, and is then brought into sight. */
  readonly follows?: boolean;
  readonly children: (row: Row) => ReactNode;
}

const STEPS: { readonly [key: string]: number } = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 10,
  PageUp: -10,
};

/** Draws only the rows in sight, whatever their number. Keys move a cursor; Enter or a click opens. */
export const VirtualList = <Row,>({
  label,
  rows,
  height,
  keyOf,
  isOpen,
  open,
  follows = false,
  children,
}: Props<Row>) => {
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<string>();
  // oxlint-disable-next-line react/incompatible-library -- the compiler, which is not used here, would skip this component
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (typeof height === 'number' ? height : height(rows[index]!)),
    getItemKey: (index) => keyOf(rows[index]!),
    overscan: 8,
  });
  const found = cursor === undefined ? -1 : rows.findIndex((row) => keyOf(row) === cursor);
  const at = found >= 0 ? found : rows.findIndex(isOpen);
  const opened = follows ? rows.findIndex(isOpen) : -1;
  useEffect(() => {
    if (opened < 0) return;
    setCursor(undefined);
    virtual.scrollToIndex(opened);
  }, [opened, virtual]);
  const idOf = (index: number): string => `row-${keyOf(rows[index]!)}`;

  const moveTo = (index: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    if (!rows[next]) return;
    setCursor(keyOf(rows[next]));
    virtual.scrollToIndex(next);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step !== undefined) moveTo(at < 0 ? 0 : at + step);
    else if (event.key === 'Home') moveTo(0);
    else if (event.key === 'End') moveTo(rows.length - 1);
    else if (event.key === 'Enter' && rows[at]) open(rows[at]);
    else return;
    event.preventDefault();
  };

  const drawn = virtual.getVirtualItems();
  return (
    <div
      className="rows"
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={drawn.some(({ index }) => index === at) ? idOf(at) : undefined}
      onKeyDown={onKeyDown}
    >
      <div className="rows-all" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {drawn.map(({ index, key, start, size }) => {
          const row = rows[index]!;
          return (
            // Keys are answered by the list, which has the focus.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div
              key={key}
              id={idOf(index)}
              className="row"
              role="option"
              aria-selected={isOpen(row)}
              aria-posinset={index + 1}
              aria-setsize={rows.length}
              data-cursor={index === at || undefined}
              style={{ height: size, transform: `translateY(${start}px)` }}
              onClick={() => {
                setCursor(keyOf(row));
                open(row);
              }}
            >
              {children(row)}
            </div>
          );
        })}
      </div>
    </div>
  );
};
