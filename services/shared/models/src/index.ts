export * from './chat-model.port.js';
export * from './embedder.port.js';
export * from './errors.js';
export * from './model-faults.js';
export * from './models.config.js';
export * from './openai-chat-model.adapter.js';
export * from './openai-client.js';
export * from './openai-embedder.adapter.js';
