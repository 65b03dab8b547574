/** What visitors of a variant do, on average; the demo's truth, which its results should find again. */
export interface DemoBehaviour {
  /** Share of visitors who buy. */
  readonly purchaseRate: number;
  /** Mean of a purchase, in EUR; purchases are log-normal. */
  readonly meanPurchase: number;
  /** Mean time until the page can be used, in ms. */
  readonly meanLoadMs: number;
}

export interface DemoExperiment {
  readonly key: string;
  readonly name: string;
  readonly hypothesis: string;
  readonly valueType: 'boolean' | 'string';
  readonly variants: readonly {
    key: string;
    name: string;
    value: boolean | string;
    weight: number;
    isControl: boolean;
  }[];
  readonly plannedUnits: number;
  readonly plannedDays: number;
  /** Null for a draft. */
  readonly traffic: {
    readonly startedDaysAgo: number;
    readonly stoppedDaysAgo: number | null;
    readonly units: number;
    /** In variant order. */
    readonly behaviour: readonly DemoBehaviour[];
    /** Share of the last variant's visitors whose exposure is lost: a fault that the sample ratio finds. */
    readonly lostShareOfLast: number;
  } | null;
}

const usual: DemoBehaviour = { purchaseRate: 0.12, meanPurchase: 58, meanLoadMs: 1240 };

function halves(name: string, key: string): DemoExperiment['variants'] {
  return [
    { key: 'control', name: 'Control', value: false, weight: 0.5, isControl: true },
    { key, name, value: true, weight: 0.5, isControl: false },
  ];
}

export const demoExperiments: readonly DemoExperiment[] = [
  {
    key: 'one-page-checkout',
    name: 'One-page checkout',
    hypothesis:
      'Because one visitor in three leaves between address and payment, we expect that a single page makes more of them buy, measured by the purchase rate.',
    valueType: 'boolean',
    variants: halves('One page', 'one-page'),
    plannedUnits: 24_000,
    plannedDays: 21,
    traffic: {
      startedDaysAgo: 14,
      stoppedDaysAgo: null,
      units: 16_000,
      behaviour: [usual, { ...usual, purchaseRate: 0.136, meanLoadMs: 1247 }],
      lostShareOfLast: 0,
    },
  },
  {
    key: 'search-ranking',
    name: 'Search ranking',
    hypothesis:
      'Because the best sellers often stand on the second page, we expect that ranking by margin or by popularity sells more, measured by revenue per visitor.',
    valueType: 'string',
    variants: [
      { key: 'relevance', name: 'Relevance', value: 'relevance', weight: 0.34, isControl: true },
      { key: 'popularity', name: 'Popularity', value: 'popularity', weight: 0.33, isControl: false },
      { key: 'margin', name: 'Margin', value: 'margin', weight: 0.33, isControl: false },
    ],
    plannedUnits: 12_000,
    plannedDays: 14,
    traffic: {
      startedDaysAgo: 40,
      stoppedDaysAgo: 26,
      units: 12_000,
      behaviour: [usual, { ...usual, meanPurchase: 59 }, { ...usual, purchaseRate: 0.108, meanLoadMs: 1310 }],
      lostShareOfLast: 0,
    },
  },
  {
    key: 'free-shipping-banner',
    name: 'Free shipping banner',
    hypothesis:
      'Because shipping costs are the reason most often given for leaving, we expect that saying early that it is free makes more visitors buy.',
    valueType: 'boolean',
    variants: halves('Banner', 'banner'),
    plannedUnits: 20_000,
    plannedDays: 14,
    traffic: {
      startedDaysAgo: 6,
      stoppedDaysAgo: null,
      units: 7_000,
      behaviour: [usual, { ...usual, purchaseRate: 0.131 }],
      lostShareOfLast: 0.11,
    },
  },
  {
    key: 'delivery-date',
    name: 'Delivery date on the product page',
    hypothesis:
      'Because support is asked for it daily, we expect that showing the delivery date makes more visitors buy.',
    valueType: 'boolean',
    variants: halves('Date shown', 'date-shown'),
    plannedUnits: 24_000,
    plannedDays: 21,
    traffic: null,
  },
];
