import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Groundwork } from '../../tools/client/groundwork.ts';
import { newDataDir, removeDataDir, startProduct } from '../../tools/client/own-product.ts';
import { inMemory, upload } from '../../tools/client/upload.ts';
import { EmulatedModels, MODELS_KEY } from '../support/emulated-models.js';

/** What the document says, and what is asked about it. */
export const FACT = 'The alarm code word of the warehouse is heliotrope.';
export const FACT_QUESTION = 'What is the alarm code word of the warehouse?';

/** The whole product before two emulated deployments of every model, one by the v1 paths, one by the classic ones. */
export interface ProductOfTwo {
  /** Base URL of the OpenAI-compatible routes. */
  readonly baseUrl: string;
  readonly deployments: readonly EmulatedModels[];
  stop(): Promise<void>;
}

const MODELS = {
  'local-extractive': 'chat',
  'local-hashed': 'embedding',
  'local-hearing': 'transcription',
  'local-tones': 'speech',
  'local-echo': 'realtime',
} as const;

/** Starts it, with one document in it. */
export async function startProductOfTwo(): Promise<ProductOfTwo> {
  const deployments = await Promise.all([EmulatedModels.start(), EmulatedModels.start()]);
  const dataDir = await newDataDir();
  const file = join(dataDir, 'deployments.json');
  const styles = ['v1', 'dated'] as const;
  const entries = Object.entries(MODELS).flatMap(([model, capability]) =>
    deployments.map(({ url }, index) => {
      const pathStyle = styles[index] ?? 'v1';
      return {
        name: `${pathStyle}-${capability}`,
        endpoint: pathStyle === 'v1' ? `${url}/openai/v1` : url,
        pathStyle,
        model,
        capability,
        auth: { keyEnv: 'EMULATED_KEY' },
      };
    }),
  );
  await writeFile(file, JSON.stringify({ deployments: entries }));
  const product = await startProduct(dataDir, {
    MODEL_DEPLOYMENTS_FILE: file,
    CHAT_MODEL: 'local-extractive',
    EMULATED_KEY: MODELS_KEY,
  });
  const stop = async (): Promise<void> => {
    await product.stop();
    await Promise.all(deployments.map((deployment) => deployment.stop()));
    await removeDataDir(dataDir);
  };
  try {
    const groundwork = new Groundwork(product.url);
    const { id } = await upload(product.url, inMemory('warehouse.txt', Buffer.from(FACT)));
    await groundwork.settled(id);
  } catch (error) {
    await stop();
    throw error;
  }
  return { baseUrl: `${product.url}/v1`, deployments, stop };
}
