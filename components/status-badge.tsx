import './status-badge.css';

/** An experiment's state as a word with a dot; the word alone says it all. */
export function StatusBadge({ status }: { readonly status: string }) {
  return (
    <span className="status-badge" data-status={status}>
      {status}
    </span>
  );
}
