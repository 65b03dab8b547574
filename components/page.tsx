import { IconArrowLeft } from '@tabler/icons-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import './page.css';

/** A page's column. `narrow` is for forms and settings, where long lines would be hard to read. */
export function Page({
  narrow = false,
  children,
}: {
  readonly narrow?: boolean;
  readonly children: ReactNode;
}) {
  return <div className={narrow ? 'page page-narrow' : 'page'}>{children}</div>;
}

interface PageHeaderProps {
  readonly title: string;
  /** One sentence, or figures, under the title. */
  readonly subtitle?: ReactNode;
  /** What stands before the title, such as the way back. */
  readonly above?: ReactNode;
  readonly actions?: ReactNode;
}

/** A page's title with its actions at the end of the line. */
export function PageHeader({ title, subtitle, above, actions }: PageHeaderProps) {
  return (
    <header className="page-header">
      <div className="page-heading">
        {above}
        <h1>{title}</h1>
        {subtitle !== undefined && <div className="page-subtitle">{subtitle}</div>}
      </div>
      {actions !== undefined && <div className="page-actions">{actions}</div>}
    </header>
  );
}

/** The way back to the list that a page belongs to. */
export function BackLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link href={href} className="page-back">
      <IconArrowLeft size={14} aria-hidden="true" /> {children}
    </Link>
  );
}

interface CardProps {
  readonly title?: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** Content up to the card's edge, for tables. */
  readonly flush?: boolean;
  readonly id?: string;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Card({ title, description, actions, flush = false, id, children }: CardProps) {
  return (
    <section className="card" {...(id === undefined ? {} : { id })}>
      {title !== undefined && (
        <div className="card-header">
          <div>
            <h2>{title}</h2>
            {description !== undefined && <div className="card-description">{description}</div>}
          </div>
          {actions}
        </div>
      )}
      <div className={flush ? 'card-flush' : 'card-body'}>{children}</div>
    </section>
  );
}
