import { TextInput, type TextInputProps } from '@mantine/core';
import { useState } from 'react';
import { numberShown, numberTyped, type TypedNumber } from './typed-number';

export interface NumberFieldProps extends Omit<
  TextInputProps,
  'value' | 'defaultValue' | 'onChange' | 'rightSection' | 'type'
> {
  readonly value?: TypedNumber;
  /** Called with NaN while the text is no number, so that nothing goes on with what stood there before. */
  readonly onChange?: (value: TypedNumber) => void;
  /** Stands behind the number, such as "%". */
  readonly suffix?: string;
  /** How a value is shown where nobody types. */
  readonly show?: (value: TypedNumber) => string;
  /** What a typed number means. */
  readonly read?: (text: string) => TypedNumber;
}

/**
 * A number, typed as text: what somebody writes stays as it is written, and is never made another number. Which numbers are right
 * is said by whoever reads the form.
 */
export function NumberField({ value = '', onChange, onBlur, suffix, error, ...given }: NumberFieldProps) {
  const { show = numberShown, read = numberTyped, ...shown } = given;
  const [typed, setTyped] = useState<{ readonly text: string; readonly value: TypedNumber } | null>(null);
  const isTyped = typed !== null && Object.is(typed.value, value);
  return (
    <TextInput
      {...shown}
      inputMode="decimal"
      autoComplete="off"
      value={isTyped ? typed.text : show(value)}
      rightSection={suffix === undefined ? undefined : <span aria-hidden="true">{suffix}</span>}
      error={isTyped && Number.isNaN(typed.value) ? 'Not a number: write one such as 2,500 or 0.5' : error}
      onChange={(event) => {
        const text = event.currentTarget.value;
        const meant = read(text);
        setTyped({ text, value: meant });
        onChange?.(meant);
      }}
      onBlur={(event) => {
        if (isTyped && !Number.isNaN(typed.value)) setTyped(null);
        onBlur?.(event);
      }}
    />
  );
}
