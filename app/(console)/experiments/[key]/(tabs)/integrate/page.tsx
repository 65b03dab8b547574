import Link from 'next/link';
import { headers } from 'next/headers';
import { CodeBlock } from '@/components/code-block';
import { Card } from '@/components/page';
import { serverAddress } from '@/lib/protocol/public-address';
import { experimentOfPage } from '../../experiment-of-page';

interface IntegratePageProps {
  readonly params: Promise<{ key: string }>;
}

export default async function IntegratePage({ params }: IntegratePageProps) {
  const { key, valueType } = await experimentOfPage((await params).key);
  const given = await headers();
  const address = serverAddress((name) => given.get(name));
  return (
    <>
      <Card
        title="Ask for the variant"
        description={
          <>
            With a key from <Link href="/settings/keys">Keys</Link>. Asking for the experiment by name records
            the exposure.
          </>
        }
      >
        <CodeBlock label="curl: which variant a user gets" code={assignment(address, key)} />
      </Card>
      <Card
        title="Or with OpenFeature"
        description="Any OpenFeature SDK can use Fairsplit through its OFREP provider."
      >
        <CodeBlock label="OpenFeature: which value a user gets" code={openFeature(address, key, valueType)} />
      </Card>
      <Card
        title="Send events"
        description="Metrics measure events. Because of the id, sending an event twice does no harm."
      >
        <CodeBlock label="curl: an event" code={event(address)} />
      </Card>
    </>
  );
}

function assignment(address: string, key: string): string {
  return `curl ${address}/api/v1/assignments \\
  -H "Authorization: Bearer $FAIRSPLIT_KEY" -H "Content-Type: application/json" \\
  -d '{ "unit": "user-1", "attributes": { "country": "SE" }, "experiments": ["${key}"] }'`;
}

const openFeatureCalls = {
  boolean: ['getBooleanValue', 'false'],
  string: ['getStringValue', "'default'"],
  integer: ['getNumberValue', '0'],
  number: ['getNumberValue', '0'],
  json: ['getObjectValue', '{}'],
} as const;

function openFeature(address: string, key: string, valueType: keyof typeof openFeatureCalls): string {
  const [call, otherwise] = openFeatureCalls[valueType];
  return `import { OpenFeature } from '@openfeature/server-sdk';
import { OFREPProvider } from '@openfeature/ofrep-provider';

await OpenFeature.setProviderAndWait(
  new OFREPProvider({
    baseUrl: '${address}',
    headers: [['Authorization', \`Bearer \${process.env.FAIRSPLIT_KEY}\`]],
  }),
);
const value = await OpenFeature.getClient().${call}('${key}', ${otherwise}, { targetingKey: 'user-1' });`;
}

function event(address: string): string {
  return `curl ${address}/api/v1/events \\
  -H "Authorization: Bearer $FAIRSPLIT_KEY" -H "Content-Type: application/json" \\
  -d '{ "events": [{ "id": "order-1001", "unit": "user-1", "name": "purchase", "value": 49.9 }] }'`;
}
