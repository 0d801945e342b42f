import { resolve } from 'node:path';
import { CannotStart } from '../cannot-start.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Ports, 0 for a free one. */
export interface StartPorts {
  readonly gateway: number;
  readonly chat: number;
  readonly ingestion: number;
  readonly azure: number;
  readonly blob: number;
  readonly queue: number;
  readonly table: number;
}

/** Where the models are, as the variables of the services say it; what is not set here is local Azure's. */
export interface ModelSettings {
  /** Absolute path of a file that describes a pool; then there is no `baseUrl`. */
  readonly deploymentsFile: string | undefined;
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly chatModel: string;
  /** Unset: embeddings stay on this machine. */
  readonly embeddingModel: string | undefined;
  readonly embeddingDimensions: string | undefined;
}

export interface StartConfig {
  /** Address the gateway listens on. Default 127.0.0.1: this machine only. */
  readonly gatewayHost: string;
  readonly ports: StartPorts;
  /** Absolute path of the folder that holds everything the product keeps. Default `.groundwork`. */
  readonly dataDir: string;
  /** Undefined: local Azure answers. */
  readonly models: ModelSettings | undefined;
  /** The rest of the environment, for the services' own settings. */
  readonly passedOn: Readonly<Record<string, string>>;
}

/**
 * Reads what `npm start` needs from the environment. The services check their own settings themselves.
 *
 * @throws {CannotStart} with what is wrong and what would be right; no value is shown, because any may be a secret.
 */
export function readStartConfig(env: Environment): StartConfig {
  const set = withoutEmpty(env);
  return Object.freeze({
    gatewayHost: set['GATEWAY_HOST'] ?? '127.0.0.1',
    ports: {
      gateway: port(set, 'GATEWAY_PORT', 8080),
      chat: port(set, 'CHAT_PORT', 0),
      ingestion: port(set, 'INGESTION_PORT', 0),
      azure: port(set, 'LOCAL_AZURE_PORT', 0),
      blob: port(set, 'LOCAL_AZURE_BLOB_PORT', 0),
      queue: port(set, 'LOCAL_AZURE_QUEUE_PORT', 0),
      table: port(set, 'LOCAL_AZURE_TABLE_PORT', 0),
    },
    dataDir: resolve(set['GROUNDWORK_DATA_DIR'] ?? '.groundwork'),
    models: models(set),
    passedOn: Object.fromEntries(Object.entries(set).filter(([name]) => !/^npm_/i.test(name))),
  });
}

/** A variable that is set to nothing counts as not set, as it does in the services. */
function withoutEmpty(env: Environment): Record<string, string> {
  const entries = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  return Object.fromEntries(entries);
}

function port(env: Record<string, string>, name: string, fallback: number): number {
  const value = env[name];
  if (value === undefined) return fallback;
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new CannotStart(`${name} is not a port: give a whole number from 0 (any free port) to 65535.`);
}

function models(env: Record<string, string>): ModelSettings | undefined {
  const { MODEL_BASE_URL: baseUrl, CHAT_MODEL: chatModel, EMBEDDING_DIMENSIONS: embeddingDimensions } = env;
  if (embeddingDimensions !== undefined && !/^[1-9]\d{0,3}$/.test(embeddingDimensions)) {
    throw new CannotStart(
      'EMBEDDING_DIMENSIONS is not a whole number from 1 to 4096; leave it out to take what the model gives.',
    );
  }
  const { MODEL_DEPLOYMENTS_FILE: file, EMBEDDING_MODEL: embeddingModel } = env;
  if (file !== undefined) {
    if (chatModel === undefined) {
      throw new CannotStart(
        'MODEL_DEPLOYMENTS_FILE is set but CHAT_MODEL is not: name the model of it that shall answer.',
      );
    }
    const none = { baseUrl: undefined, apiKey: undefined };
    return { ...none, deploymentsFile: resolve(file), chatModel, embeddingModel, embeddingDimensions };
  }
  if (baseUrl === undefined) {
    const lonely = ['CHAT_MODEL', 'EMBEDDING_MODEL', 'MODEL_API_KEY', 'EMBEDDING_DIMENSIONS'].find(
      (name) => env[name] !== undefined,
    );
    if (lonely) {
      throw new CannotStart(
        `${lonely} is set but MODEL_BASE_URL is not: say where the model is, for example http://localhost:11434/v1, or unset ${lonely}.`,
      );
    }
    return undefined;
  }
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw new CannotStart('MODEL_BASE_URL is not an http or https address; give one like http://localhost:11434/v1.');
  }
  if (chatModel === undefined) {
    throw new CannotStart('MODEL_BASE_URL is set but CHAT_MODEL is not: name the model that shall answer there.');
  }
  const apiKey = env['MODEL_API_KEY'];
  return { deploymentsFile: undefined, baseUrl, apiKey, chatModel, embeddingModel, embeddingDimensions };
}
