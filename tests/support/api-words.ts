// What is there after a walk through the API (`api-journey.ts`), by the word under which a request names it: so that a fuzz hits
// something, and gets further than "there is no such thing".

export type Words = Readonly<Record<string, readonly string[]>>;

const experiments = ['draft', 'draft', 'checkout', 'checkout', 'ended', 'shipped', 'spare', 'new-1', 'new-2'];
const metrics = [
  'orders',
  'orders',
  'orders',
  'orders',
  'revenue',
  'revenue',
  'revenue',
  'sold',
  'funnel',
  'back',
  'slow',
  'new-1',
];

/** Keys by what stands before them in a path. */
export const keysInPaths: Words = {
  experiments,
  flags: experiments,
  metrics,
  'metric-groups': ['usual', 'usual', 'spare', 'new-1'],
  sources: ['shop', 'shop', 'spare'],
  layers: ['page', 'page', 'spare', 'new-1'],
  holdouts: ['quarter', 'quarter', 'old', 'new-1'],
  audiences: ['swedes', 'swedes', 'spare', 'new-1'],
};

/** Texts by the field, or the list, that they stand in. */
export const wordsInBodies: Words = {
  key: ['new-1', 'new-2', 'new-3', 'spare', 'draft', 'orders', 'usual', 'shop', 'page', 'quarter', 'swedes'],
  environment: ['production', 'production', 'production', 'staging'],
  experiment: experiments,
  experiments,
  metric: metrics,
  metrics,
  variant: ['control', 'treatment'],
  variants: ['control', 'treatment'],
  layer: ['page', 'page', 'page', 'spare'],
  audience: ['swedes', 'swedes', 'swedes', 'spare'],
  group: ['usual', 'usual', 'spare'],
  source: ['shop'],
  event: ['order', 'view'],
  property: ['price'],
  attribute: ['country', 'age'],
  segments: ['country', 'age'],
  unit: ['unit-1', 'unit-2', 'tester', 'visitor'],
  anonymous: ['visitor', 'unit-1'],
  targetingKey: ['unit-1', 'tester'],
  timeZone: ['Europe/Berlin', 'UTC', '+02:00'],
  search: ['check', '%', ''],
  after: ['a', 'draft', 'orders'],
  spending: ['obrien-fleming', 'pocock', 'power:2'],
  sql: [
    'select unit, at as "time", amount as "value" from orders',
    'select unit, at as "time", amount as "value" from orders',
    'select 1 as "unit"',
    'select * from nowhere',
    'delete from orders',
    'select unit, at as "time", amount as "value" from orders; select 1',
  ],
};
