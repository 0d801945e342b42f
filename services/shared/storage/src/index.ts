export * from './clients.js';
export * from './errors.js';
export * from './storage.config.js';
export * from './table-keys.js';
