import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly count: number;
  readonly action?: ReactNode;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

export const ListPane = ({ title, count, action, tools, children }: Props) => (
  <>
    <header className="list-head">
      <div className="list-title">
        <h1>{title}</h1>
        <span className="count">{count.toLocaleString()}</span>
        {action}
      </div>
      {tools}
    </header>
    {children}
  </>
);
