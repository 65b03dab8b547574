import { createClient } from '@fairsplit/sdk';
import { FairsplitWebProvider } from '@fairsplit/sdk/openfeature-web';
import { OpenFeature, OpenFeatureProvider, useBooleanFlagDetails, useTrack } from '@openfeature/react-sdk';
import { createRoot } from 'react-dom/client';

const settings = new URLSearchParams(location.search);
const client = createClient({
  url: settings.get('url') ?? 'http://localhost:3000',
  key: settings.get('key') ?? '',
});

void OpenFeature.setContext({ targetingKey: settings.get('unit') ?? 'visitor-1', country: 'SE' });
OpenFeature.setProvider(new FairsplitWebProvider(client));

function Checkout() {
  const { value, reason } = useBooleanFlagDetails('one-page-checkout', false);
  const { track } = useTrack();
  return (
    <main>
      <p id="checkout">
        Checkout on {value ? 'one page' : 'three pages'} ({reason})
      </p>
      <button id="buy" type="button" onClick={() => track('purchase', { value: 59.9, currency: 'EUR' })}>
        Buy
      </button>
    </main>
  );
}

const root = document.querySelector('#root');
if (root !== null) {
  createRoot(root).render(
    <OpenFeatureProvider>
      <Checkout />
    </OpenFeatureProvider>,
  );
}
