import type { Metadata } from 'next';
import { ButtonLink } from '@/components/button-link';
import { Card, Page, PageHeader } from '@/components/page';
import { listAudiences } from '@/lib/verbs/audiences/list-audiences';
import { listHoldouts } from '@/lib/verbs/holdouts/list-holdouts';
import { listLayers } from '@/lib/verbs/layers/list-layers';
import { WhyNot } from '../_access/why-not';
import { consoleSession } from '../console-session';
import { AudienceList } from './audience-list';
import { HoldoutList } from './holdout-list';
import { LayerList } from './layer-list';
import { NewAudience } from './new-audience';
import { NewHoldout } from './new-holdout';
import { NewLayer } from './new-layer';

export const metadata: Metadata = { title: 'Traffic' };

/** What experiments share: layers, holdouts and saved audiences. */
export default async function TrafficPage() {
  const { ctx, workspace } = await consoleSession();
  const { layers } = await listLayers({ ctx, input: { limit: 100 } });
  const { holdouts } = await listHoldouts({ ctx, input: { limit: 500 } });
  const { audiences } = await listAudiences({ ctx, input: { limit: 500 } });
  const mayWrite = ctx.actor.permissions.has('experiments:write');
  return (
    <Page>
      <PageHeader
        title="Traffic"
        subtitle="What experiments share: which units can take part in which of them."
        actions={
          <ButtonLink href="/traffic/interactions" variant="default">
            Scan for interactions
          </ButtonLink>
        }
      />
      {!ctx.actor.permissions.has('experiments:write') && (
        <WhyNot
          title="You can see layers, holdouts and audiences, but not change them"
          because="Making and changing them needs"
          permission="experiments:write"
        />
      )}
      <Card
        title="Layers"
        description="Experiments in the same layer never share a unit. A run reserves its part of the layer when it starts and frees it when it ends."
      >
        <LayerList layers={layers} />
        {mayWrite && <NewLayer />}
      </Card>
      <Card
        title="Holdouts"
        description="Units that take part in none of the experiments that start from now on, so that you can measure the cumulative effect of everything shipped."
      >
        <HoldoutList holdouts={holdouts} timeZone={workspace.timeZone} mayWrite={mayWrite} />
        {mayWrite && <NewHoldout layers={layers.map(({ key, name }) => ({ key, name }))} />}
      </Card>
      <Card
        title="Saved audiences"
        description="Rules shared by several experiments. A run keeps the version it starts with."
      >
        <AudienceList audiences={audiences} mayWrite={mayWrite} />
        {mayWrite && <NewAudience />}
      </Card>
    </Page>
  );
}
