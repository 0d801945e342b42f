export * from './passage-index.js';
export * from './search.config.js';
