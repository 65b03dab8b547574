import type { UseFormReturnType } from '@mantine/form';
import type { Draft } from './draft';

/** The editor's form, as its sections take it. */
export interface SectionProps {
  readonly form: UseFormReturnType<Draft>;
}
