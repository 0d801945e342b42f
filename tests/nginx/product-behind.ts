import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newDataDir, removeDataDir, startProduct, type OwnProduct } from '../../tools/client/own-product.ts';
import { EmulatedModels, MODELS_KEY } from '../support/emulated-models.js';

const MODELS = { 'local-extractive': 'chat', 'local-hashed': 'embedding', 'local-echo': 'realtime' } as const;

/** The whole product with models of this process, which can be told to be slow. */
export interface ProductBehind {
  readonly product: OwnProduct;
  readonly models: EmulatedModels;
  stop(): Promise<void>;
}

/** @param uploadMaxBytes as the chart says. */
export async function startBehind(uploadMaxBytes: number): Promise<ProductBehind> {
  const models = await EmulatedModels.start();
  const dataDir = await newDataDir();
  const file = join(dataDir, 'deployments.json');
  const deployments = Object.entries(MODELS).map(([model, capability]) => ({
    name: capability,
    endpoint: `${models.url}/openai/v1`,
    pathStyle: 'v1',
    model,
    capability,
    auth: { keyEnv: 'EMULATED_KEY' },
  }));
  await writeFile(file, JSON.stringify({ deployments }));
  const product = await startProduct(dataDir, {
    MODEL_DEPLOYMENTS_FILE: file,
    CHAT_MODEL: 'local-extractive',
    EMULATED_KEY: MODELS_KEY,
    UPLOAD_MAX_BYTES: String(uploadMaxBytes),
  });
  const stop = async (): Promise<void> => {
    await product.stop();
    await models.stop();
    await removeDataDir(dataDir);
  };
  return { product, models, stop };
}
