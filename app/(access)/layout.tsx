import type { ReactNode } from 'react';
import { Brand } from '@/components/brand';
import { SplitDrawing } from '@/components/access/split-drawing';
import './access.css';

/** The two pages before the console: one card, and beside it what the product is for. */
export default function AccessLayout({ children }: { readonly children: ReactNode }) {
  return (
    <div className="access-frame">
      <main className="access-main">
        <header className="access-brand">
          <Brand />
        </header>
        <div className="access-card">{children}</div>
      </main>
      <aside className="access-aside" aria-label="About Fairsplit">
        <div className="access-pitch">
          <SplitDrawing />
          <p className="access-claim">Split fairly. Measure honestly. Ship what is better.</p>
          <ul className="access-points">
            <li>Every unit gets the same variant every time, from a hash anybody can recompute.</li>
            <li>Every figure carries its interval, its SQL and the moment it was computed.</li>
            <li>Where the data cannot say, the page says so.</li>
          </ul>
        </div>
      </aside>
    </div>
  );
}
