import Link from 'next/link';
import type { EnvironmentView } from '@/lib/verbs/environments/environment-view';

interface EnvironmentLinksProps {
  readonly environments: readonly EnvironmentView[];
  readonly current: string;
}

/** Which environment the page is about; it lives in the address. */
export function EnvironmentLinks({ environments, current }: EnvironmentLinksProps) {
  return (
    <nav className="health-environments" aria-label="Environment">
      {environments.map(({ key, name }) => (
        <Link
          key={key}
          href={{ query: { environment: key } }}
          aria-current={key === current ? 'true' : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
