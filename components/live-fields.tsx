'use client';

import { useSyncExternalStore, type ReactNode } from 'react';
import './live-fields.css';

const neverChanges = () => () => undefined;

/**
 * Fields that cannot be used until the page's script runs. On a slow machine the page is seen before that: what somebody types then
 * would be lost when the script takes the fields over, and a click would send the form without it.
 */
export function LiveFields({ children }: { readonly children: ReactNode }) {
  const isLive = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
  return (
    <fieldset className="live-fields" disabled={!isLive}>
      {children}
    </fieldset>
  );
}
