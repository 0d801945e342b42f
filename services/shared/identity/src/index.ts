export * from './assertion.js';
export * from './caller.js';
