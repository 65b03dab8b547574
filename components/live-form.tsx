'use client';

import type { ReactNode, SyntheticEvent } from 'react';
import { LiveFields } from './live-fields';

interface LiveFormProps {
  readonly onSubmit: (event: SyntheticEvent<HTMLFormElement>) => void;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A form whose fields can be used once the page hears them. */
export function LiveForm({ onSubmit, className, children }: LiveFormProps) {
  return (
    <form onSubmit={onSubmit} className={className} noValidate>
      <LiveFields>{children}</LiveFields>
    </form>
  );
}
