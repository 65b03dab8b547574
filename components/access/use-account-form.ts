import { useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { z } from 'zod';
import type { ActionOutcome } from '../action-outcome';
import { fieldErrors } from '../field-errors';
import { signIn } from './sign-in-request';

interface AccountForm<Values> {
  readonly initialValues: Values;
  readonly schema: z.ZodType;
  readonly save: (values: Values) => Promise<ActionOutcome<unknown>>;
  /** Whose account it is then. */
  readonly emailOf: (values: Values) => string;
}

/** A form that sets the password of an account; whoever fills it in is signed in then. */
export function useAccountForm<Values extends { readonly password: string }>({
  initialValues,
  schema,
  save,
  emailOf,
}: AccountForm<Values>) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm<Values>({
    initialValues,
    validateInputOnBlur: true,
    validate: (values) => fieldErrors(schema, values),
  });
  const submit = form.onSubmit(async (values) => {
    const outcome = await save(values);
    if (!outcome.ok) {
      setProblem(outcome.detail);
      return;
    }
    setProblem(await signIn(emailOf(values), values.password));
    router.replace('/experiments');
    router.refresh();
  });
  return { form, submit, problem };
}
