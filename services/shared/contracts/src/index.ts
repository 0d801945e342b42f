export * from './admin.js';
export * from './chat.js';
export * from './common.js';
export * from './conversations.js';
export * from './documents.js';
export * from './openai.js';
export * from './plain.js';
export * from './search.js';
