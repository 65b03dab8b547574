import { createClient } from '@fairsplit/sdk';
import { explain } from '@fairsplit/sdk/explain';
import { fileStorage } from '@fairsplit/sdk/file-storage';

const { FAIRSPLIT_URL: url = 'http://localhost:3000', FAIRSPLIT_KEY: key = '' } = process.env;
const unit = process.argv[2] ?? 'user-1';

// One client for the process. It starts from the configuration in the file when the server cannot be reached.
const client = createClient({
  url,
  key,
  storage: fileStorage('.fairsplit'),
  onError: ({ code, detail }) => console.error(code, detail),
});
await client.ready();

const subject = { unit, attributes: { country: 'SE' } };
const { value: isOnePage, variant, reason } = client.evaluate('one-page-checkout', false, subject);
console.log(`${unit} sees the checkout on ${isOnePage ? 'one page' : 'three pages'} (${variant}, ${reason})`);
console.log(explain(client, 'one-page-checkout', subject));

client.track({ unit, name: 'purchase', value: 59.9, properties: { currency: 'EUR' } });

// Sends what waits. Without it the stream of changes would keep the process alive, as a server wants.
await client.close();
