import { Textarea } from '@mantine/core';

interface OriginsFieldProps {
  readonly origins: string;
  readonly problem: string | null;
  readonly onChange: (origins: string) => void;
}

/** Of a publishable key, one a line. */
export function OriginsField({ origins, problem, onChange }: OriginsFieldProps) {
  return (
    <Textarea
      label="Origins"
      description="Pages that may use the key, one origin a line, such as https://shop.example. Left empty: pages of any origin"
      placeholder="https://shop.example"
      autosize
      minRows={2}
      value={origins}
      error={problem}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
