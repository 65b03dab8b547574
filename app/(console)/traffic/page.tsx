import type { Metadata } from 'next';
import { ButtonLink } from '@/components/button-link';
import { Card, Page, PageHeader } from '@/components/page';
import { listAudiences } from '@/lib/services/audiences/list-audiences';
import { listHoldouts } from '@/lib/services/holdouts/list-holdouts';
import { listLayers } from '@/lib/services/layers/list-layers';
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
        subtitle="What experiments share: who may meet which of them."
        actions={
          <ButtonLink href="/traffic/interactions" variant="default">
            Scan for interactions
          </ButtonLink>
        }
      />
      <Card
        title="Layers"
        description="Experiments in one layer never share a unit. A run takes its ranges when it starts and gives them back when it ends."
      >
        <LayerList layers={layers} />
        {mayWrite && <NewLayer />}
      </Card>
      <Card
        title="Holdouts"
        description="Units that meet none of the experiments that start from now on, so that what all of them do together can be measured."
      >
        <HoldoutList holdouts={holdouts} timeZone={workspace.timeZone} mayWrite={mayWrite} />
        {mayWrite && <NewHoldout layers={layers.map(({ key, name }) => ({ key, name }))} />}
      </Card>
      <Card
        title="Saved audiences"
        description="Rules that several experiments name. A run keeps the version that it begins with."
      >
        <AudienceList audiences={audiences} mayWrite={mayWrite} />
        {mayWrite && <NewAudience />}
      </Card>
    </Page>
  );
}
