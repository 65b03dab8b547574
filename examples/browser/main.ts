import { createClient } from '@fairsplit/sdk';
import { stream } from '@fairsplit/sdk/stream';

const settings = new URLSearchParams(location.search);

// The id has to stay the same from page to page: that of the account, or one of your own in a cookie.
const unit = settings.get('unit') ?? 'visitor-1';

const client = createClient({
  url: settings.get('url') ?? 'http://localhost:3000',
  key: settings.get('key') ?? '',
  // Changes show at once; left out, the page asks once a minute and when it is looked at again.
  updates: stream,
});

/** Before the first configuration this is the default; from the second page on the configuration is there at once. */
function show(): void {
  const { value, reason } = client.evaluate('one-page-checkout', false, { unit });
  const checkout = document.querySelector('#checkout');
  if (checkout !== null)
    checkout.textContent = `Checkout on ${value ? 'one page' : 'three pages'} (${reason})`;
}

client.subscribe(show);
show();

// Sent soon, or when the page is left.
document.querySelector('#buy')?.addEventListener('click', () => {
  client.track({ unit, name: 'purchase', value: 59.9, properties: { currency: 'EUR' } });
});
