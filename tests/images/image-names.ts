import { execFileSync } from 'node:child_process';

/** The images, in the order in which what they run depends on each other. */
export const SERVICES = ['local-azure', 'ingestion', 'chat', 'gateway'] as const;
export type Service = (typeof SERVICES)[number];

const prefix = process.env['IMAGE_PREFIX'] ?? 'localhost/groundwork';
const tag = execFileSync('tools/images/tag.sh', { encoding: 'utf8' }).trim();

/** Name and tag that `npm run images` gave it. */
export const imageOf = (service: Service): string => `${prefix}-${service}:${tag}`;
