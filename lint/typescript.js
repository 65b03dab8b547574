/** What is changed in typescript-eslint's strict and stylistic sets, and why; what is changed of rules that need types is in .oxlintrc.json. */
export const typescriptRules = {
  // The strict set allows some of these with a description; here none is suppressed.
  '@typescript-eslint/ban-ts-comment': [
    'error',
    { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true, 'ts-check': true },
  ],
  // `typeof import('a-module')` is the way to name the type of a module that is loaded later.
  '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
  // An alias may be passed as JSON (it has an implicit index signature), an interface may not; and a type that
  // refers to itself cannot be a Record. So both forms have their place.
  '@typescript-eslint/consistent-type-definitions': 'off',
  '@typescript-eslint/consistent-indexed-object-style': 'off',
  '@typescript-eslint/consistent-type-assertions': [
    'error',
    { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
  ],
  // An interface's method may have nothing to wait for in one of its implementations.
  '@typescript-eslint/require-await': 'off',
  // Generated bindings make their objects by a static method, which this rule takes for a stranger.
  '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
  // Off in favour of TypeScript's noUnusedLocals and noUnusedParameters, which say the same.
  '@typescript-eslint/no-unused-vars': 'off',
};
