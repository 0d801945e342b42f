export * from './common-errors.js';
export * from './domain-error.js';
