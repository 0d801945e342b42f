export * from './azure-content-screen.adapter.js';
export * from './content-screen.port.js';
export * from './errors.js';
export * from './screen.js';
export * from './screener.js';
export * from './screening.config.js';
