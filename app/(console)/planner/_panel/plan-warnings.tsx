import { IconAlertTriangle } from '@tabler/icons-react';
import type { PlanWarning } from '@/lib/model/planning';

/** What somebody should know before the start. */
export function PlanWarnings({ warnings }: { readonly warnings: readonly PlanWarning[] }) {
  if (warnings.length === 0) return null;
  return (
    <ul className="planner-warnings" aria-label="Warnings">
      {warnings.map(({ code, metric, detail }) => (
        <li key={`${code} ${metric ?? ''}`}>
          <IconAlertTriangle size={18} stroke={1.8} aria-hidden="true" />
          {detail}
        </li>
      ))}
    </ul>
  );
}
