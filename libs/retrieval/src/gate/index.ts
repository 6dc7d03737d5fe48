export type * from './gate-report.js';
