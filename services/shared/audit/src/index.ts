export * from './audit-log.port.js';
export * from './table-audit-log.adapter.js';
