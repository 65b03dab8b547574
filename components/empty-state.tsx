import Link from 'next/link';
import type { ReactNode } from 'react';
import './empty-state.css';

export interface EmptyStep {
  readonly title: string;
  readonly text: string;
  readonly href?: string;
}

interface EmptyStateProps {
  readonly title: string;
  readonly text: string;
  readonly steps?: readonly EmptyStep[];
  readonly action?: ReactNode;
}

/** A page without content yet: says what belongs here and how to get it. */
export function EmptyState({ title, text, steps = [], action }: EmptyStateProps) {
  return (
    <section className="empty-state">
      <h2>{title}</h2>
      <p className="empty-state-text">{text}</p>
      {steps.length > 0 && (
        <ol className="empty-state-steps">
          {steps.map((step) => (
            <li key={step.title}>
              {step.href === undefined ? (
                <span className="empty-state-step">{step.title}</span>
              ) : (
                <Link className="empty-state-step" href={step.href}>
                  {step.title}
                </Link>
              )}
              <p>{step.text}</p>
            </li>
          ))}
        </ol>
      )}
      {action}
    </section>
  );
}
