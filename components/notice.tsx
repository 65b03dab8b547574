import { IconAlertCircle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import './notice.css';

interface NoticeProps {
  /** `refusal` is announced at once: something was not done. */
  readonly kind: 'refusal' | 'caution' | 'success';
  readonly title?: string;
  readonly children: ReactNode;
}

/** A message in the flow of a page. Its colours are the palette's, which hold their contrast in light and dark. */
export function Notice({ kind, title, children }: NoticeProps) {
  const Icon = kind === 'refusal' ? IconAlertCircle : IconInfoCircle;
  return (
    <div className="notice" data-kind={kind} role={kind === 'refusal' ? 'alert' : undefined}>
      <Icon size={18} aria-hidden="true" />
      <div>
        {title !== undefined && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
