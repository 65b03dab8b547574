import { CodeBlock } from '@/components/code-block';
import { EmptyState } from '@/components/empty-state';

const example = `curl https://YOUR-SERVER/api/v1/events \\
  --header 'Authorization: Bearer YOUR-KEY' \\
  --header 'Content-Type: application/json' \\
  --data '{"events": [{"id": "order-1001", "unit": "user-7", "name": "purchase", "value": 49.9}]}'`;

/** Before anything arrived: what will be seen here, and how to send a first item. */
export function NothingArrived({ environment }: { readonly environment: string }) {
  return (
    <EmptyState
      title={`Nothing has arrived in ${environment} within 24 hours`}
      text="Every exposure and event gets a verdict: accepted, duplicate, or refused with a reason. Refused ones are kept here, so that a mistake in your code costs no data."
      steps={[
        {
          title: 'Make a key',
          text: `For ${environment}: secret for a server, publishable for a page.`,
          href: '/settings/keys',
        },
        { title: 'Send an event', text: 'With an id of your own, so that sending it twice counts once.' },
        { title: 'Watch it arrive', text: 'It appears below as it comes, with its verdict.' },
      ]}
      action={<CodeBlock label="A first event" code={example} />}
    />
  );
}
