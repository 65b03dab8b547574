'use client';

import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import './experiment-filters.css';

const statuses = ['draft', 'running', 'stopped', 'shipped', 'archived'] as const;

interface ExperimentFiltersProps {
  readonly search: string;
  readonly status: string | null;
}

function address(search: string, status: string | null): string {
  const query = new URLSearchParams();
  if (search !== '') query.set('search', search);
  if (status !== null) query.set('status', status);
  const text = query.toString();
  return text === '' ? '/experiments' : `/experiments?${text}`;
}

/** Search and status. Both live in the address, so that a view can be shared and the back button works. */
export function ExperimentFilters({ search, status }: ExperimentFiltersProps) {
  const router = useRouter();
  const [typed, setTyped] = useState(search);
  const apply = useDebouncedCallback((text: string) => router.replace(address(text.trim(), status)), 250);

  return (
    <div className="experiment-filters">
      <TextInput
        type="search"
        aria-label="Search experiments"
        placeholder="Search name, key or hypothesis"
        leftSection={<IconSearch size={16} />}
        className="experiment-filters-search"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          apply(event.currentTarget.value);
        }}
      />
      <nav className="experiment-filters-statuses" aria-label="Filter by status">
        <Link href={address(typed, null)} aria-current={status === null ? 'true' : undefined}>
          All
        </Link>
        {statuses.map((one) => (
          <Link key={one} href={address(typed, one)} aria-current={status === one ? 'true' : undefined}>
            {one}
          </Link>
        ))}
      </nav>
    </div>
  );
}
