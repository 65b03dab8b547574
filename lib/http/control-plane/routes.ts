import { analysisRoutes } from './analysis-routes';
import { dataRoutes } from './data-routes';
import { experimentRoutes } from './experiment-routes';
import { learningRoutes } from './learning-routes';
import { metricGroupRoutes } from './metric-group-routes';
import { metricRoutes } from './metric-routes';
import type { Route } from './route';
import { sourceRoutes } from './source-routes';
import { audienceRoutes, holdoutRoutes, layerRoutes } from './surroundings-routes';

/** What belongs together, under the name that the API's description gives it. */
export const controlPlaneTopics: readonly { readonly topic: string; readonly routes: readonly Route[] }[] = [
  { topic: 'Experiments', routes: experimentRoutes },
  { topic: 'Analyses', routes: analysisRoutes },
  { topic: 'Metrics', routes: metricRoutes },
  { topic: 'Metric groups', routes: metricGroupRoutes },
  { topic: 'Sources', routes: sourceRoutes },
  { topic: 'Layers', routes: layerRoutes },
  { topic: 'Holdouts', routes: holdoutRoutes },
  { topic: 'Audiences', routes: audienceRoutes },
  { topic: 'Data', routes: dataRoutes },
  { topic: 'Learning', routes: learningRoutes },
];

/** Every route of the control plane. Adding one here is all that routing, description and access tests need. */
export const controlPlaneRoutes: readonly Route[] = controlPlaneTopics.flatMap(({ routes }) => routes);
