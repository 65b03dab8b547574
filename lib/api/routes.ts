import { verbTopics } from '../verbs/verb-list';
import { auditExportRoute } from './audit-export-route';
import { exportRoute } from './export-route';
import type { Route } from './route';
import { unitExportRoute } from './unit-export-route';
import { routesOf } from './verb-routes';

/** Rows that follow from no single verb, under their topic. */
const otherRoutes: Readonly<Record<string, readonly Route[]>> = {
  Analyses: [exportRoute],
  Data: [unitExportRoute],
  'Audit trail': [auditExportRoute],
};

/** What belongs together, under the name that the API's description gives it. */
export const controlPlaneTopics: readonly { readonly topic: string; readonly routes: readonly Route[] }[] =
  Object.entries(verbTopics).map(([topic, verbs]) => ({
    topic,
    routes: [...routesOf(verbs), ...(otherRoutes[topic] ?? [])],
  }));

/** Every route of the control plane. */
export const controlPlaneRoutes: readonly Route[] = controlPlaneTopics.flatMap(({ routes }) => routes);
