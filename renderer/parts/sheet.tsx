import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';

interface Props {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
  readonly className?: string;
  /** Asked at the end: whether the focus goes back, or on to somewhere else. */
  readonly returns?: () => boolean;
}

/** A dialog over the page: focus stays inside, Escape closes, and focus goes back where it was. */
export const Sheet = ({ title, close, children, className = '', returns = () => true }: Props) => {
  const content = useRef<HTMLDivElement>(null);
  /** What the sheet was opened for, and not the button that closes it. */
  const first = () => content.current?.querySelector<HTMLElement>('input, textarea, select, button') ?? true;
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className={`sheet ${className}`} initialFocus={first} finalFocus={returns}>
          <header className="sheet-head">
            <Dialog.Title className="sheet-title">{title}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close">
              <X aria-hidden size={16} />
            </Dialog.Close>
          </header>
          <div className="sheet-content" ref={content}>
            {children}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
};
