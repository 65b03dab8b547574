'use client';

import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';

/** Searches names and hypotheses; the words live in the address, so that a view can be shared. */
export function LearningSearch({ search }: { readonly search: string }) {
  const router = useRouter();
  const [typed, setTyped] = useState(search);
  const apply = useDebouncedCallback((text: string) => {
    const words = text.trim();
    router.replace(
      words === '' ? '/learnings' : `/learnings?${new URLSearchParams({ search: words }).toString()}`,
    );
  }, 250);
  return (
    <TextInput
      type="search"
      aria-label="Search learnings"
      placeholder="Search name, key or hypothesis"
      leftSection={<IconSearch size={16} />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        apply(event.currentTarget.value);
      }}
    />
  );
}
