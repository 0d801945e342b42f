import { adminRoutes } from './admin-routes.js';
import { chatRoutes } from './chat-routes.js';
import { documentRoutes } from './document-routes.js';
import { gatewayRoutes } from './gateway-routes.js';
import { openAiRoutes } from './openai-routes.js';
import type { PublicRoute } from './public-route.js';

/** Every public route. */
export const routeTable: readonly PublicRoute[] = [
  ...documentRoutes,
  ...chatRoutes,
  ...openAiRoutes,
  ...gatewayRoutes,
  ...adminRoutes,
];
