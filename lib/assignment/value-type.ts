/**
 * What the values of an experiment's variants are. An `integer` is whole and exact in every language; a `number` is a float, whole
 * or not, and is written so that languages which tell the two apart read a float.
 */
export const VALUE_TYPES = ['boolean', 'string', 'integer', 'number', 'json'] as const;

export type ValueType = (typeof VALUE_TYPES)[number];
