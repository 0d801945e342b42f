import { unknownDeployment } from './model-error.js';

/** What is deployed here. The names say what answers: no language model, but rules that read and hash. */
export interface Deployment {
  readonly id: string;
  readonly task: 'chat' | 'embeddings' | 'transcription' | 'speech' | 'realtime';
  /** Refuses what reasoning models refuse: temperature, penalties, `max_tokens`. */
  readonly isReasoning: boolean;
  /** Most tokens of one prompt, or of one text to embed. */
  readonly contextTokens: number;
}

export const DEPLOYMENTS: readonly Deployment[] = [
  { id: 'local-extractive', task: 'chat', isReasoning: false, contextTokens: 128_000 },
  { id: 'local-reasoning', task: 'chat', isReasoning: true, contextTokens: 128_000 },
  { id: 'local-hashed', task: 'embeddings', isReasoning: false, contextTokens: 8_192 },
  { id: 'local-hearing', task: 'transcription', isReasoning: false, contextTokens: 8_192 },
  { id: 'local-tones', task: 'speech', isReasoning: false, contextTokens: 4_096 },
  { id: 'local-echo', task: 'realtime', isReasoning: false, contextTokens: 8_192 },
];

/** @throws {ModelError} 404 if there is none of that name for that task. */
export function deploymentNamed(id: string, task: Deployment['task']): Deployment {
  const found = DEPLOYMENTS.find((deployment) => deployment.id === id && deployment.task === task);
  if (found === undefined) throw unknownDeployment();
  return found;
}
