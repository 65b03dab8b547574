import Link from 'next/link';
import type { ExperimentView } from '@/lib/model/experiment-view';
import '@/components/tab-links.css';

interface EnvironmentLinksProps {
  readonly experiment: ExperimentView;
  /** Key of the environment whose run is shown. */
  readonly shown: string;
}

/** Whose results are shown, where it ran in several environments. */
export function EnvironmentLinks({ experiment: { key, environments }, shown }: EnvironmentLinksProps) {
  if (environments.length < 2) return null;
  return (
    <nav className="tab-links" aria-label="Environment">
      {environments.map(({ environment, run, status }) => (
        <Link
          key={environment}
          href={`/experiments/${key}?environment=${encodeURIComponent(environment)}`}
          aria-current={environment === shown ? 'page' : undefined}
        >
          {environment}: run {run}, {status}
        </Link>
      ))}
    </nav>
  );
}
