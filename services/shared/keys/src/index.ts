export * from './api-key.js';
export * from './api-keys.port.js';
export * from './table-api-keys.adapter.js';
