import { Search } from 'lucide-react';
import { useRef } from 'react';
import { useCommand } from '../../commands/command-bus.ts';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

export const FilterBox = ({ label, value, change }: Props) => {
  const input = useRef<HTMLInputElement>(null);
  useCommand('list.filter', () => input.current?.focus());
  return (
    <div className="filter">
      <Search aria-hidden size={15} />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => change(event.target.value)}
      />
    </div>
  );
};
