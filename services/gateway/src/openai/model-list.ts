import type { ListedModel } from '@shared/contracts';
import { ModelUnknown, type ModelPool } from '@shared/models';

/** Name of the model that answers from the documents. */
export const GROUNDWORK_MODEL = 'groundwork';

/** The models that may be asked for: the documents, and each model of the pool once. @param startedAt Unix seconds. */
export function listModels(pool: ModelPool, startedAt: number): ListedModel[] {
  const capabilities = new Map<string, Set<string>>([[GROUNDWORK_MODEL, new Set(['documents'])]]);
  for (const { deployment } of pool.deployments) {
    const of = capabilities.get(deployment.model) ?? new Set();
    capabilities.set(deployment.model, of.add(deployment.capability));
  }
  return Array.from(capabilities, ([id, of]) => ({
    id,
    object: 'model',
    created: startedAt,
    owned_by: 'groundwork',
    capabilities: [...of],
  }));
}

/** @throws {ModelUnknown} */
export function modelNamed(models: readonly ListedModel[], id: string): ListedModel {
  const found = models.find((model) => model.id === id);
  if (!found) throw new ModelUnknown();
  return found;
}
