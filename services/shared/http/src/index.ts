export * from './assertion.guard.js';
export * from './health.js';
export * from './json-lines.js';
export * from './problem.filter.js';
export * from './problem.js';
export * from './schema.pipe.js';
export * from './serve.js';
export * from './sse.js';
