'use client';

import { Radio, Stack } from '@mantine/core';

interface EnvironmentChoiceProps {
  /** Keys. */
  readonly environments: readonly string[];
  readonly value: string;
  readonly onChange: (environment: string) => void;
}

/** Asks in which environment something happens; nothing where there is only one. */
export function EnvironmentChoice({ environments, value, onChange }: EnvironmentChoiceProps) {
  if (environments.length < 2) return null;
  return (
    <Radio.Group label="Environment" value={value} onChange={onChange} my="md">
      <Stack gap="xs" mt="xs">
        {environments.map((environment) => (
          <Radio key={environment} value={environment} label={environment} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
