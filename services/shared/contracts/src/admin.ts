import { z } from 'zod';
import { idSchema, pageOf, timeSchema } from './common.js';

/** What a caller may do; `contributor` includes `reader`. */
export const roleSchema = z.enum(['reader', 'contributor', 'admin']);

/** A person or an API key as the administration addresses them: never dots alone, which would be a path. */
export const userIdSchema = z
  .string()
  .regex(/^(?!\.+$)[A-Za-z0-9_.@-]{1,128}$/, 'must be 1 to 128 letters, digits, "_", ".", "@" or "-"');

/** Limits of one API key; null where the general ones hold. */
export const keyLimitsSchema = z.object({
  /** Requests a minute. */
  requestsPerMinute: z.int().min(1).max(1_000_000).nullable(),
  /** Tokens of models a day (UTC). */
  tokensPerDay: z.int().min(1).max(1_000_000_000_000).nullable(),
});

/** `POST /api/admin/keys`. */
export const apiKeyBody = z.strictObject({
  /** What it is for, for people. */
  name: z.string().trim().min(1).max(100),
  roles: z.array(roleSchema).min(1).max(3),
  /** From then on it is refused; left out or null: it does not expire. */
  expiresAt: timeSchema.nullable().optional(),
  requestsPerMinute: keyLimitsSchema.shape.requestsPerMinute.optional(),
  tokensPerDay: keyLimitsSchema.shape.tokensPerDay.optional(),
});
export type ApiKeyBody = z.infer<typeof apiKeyBody>;

/** An API key as administrators see it: never the key itself, which is shown once, when it is made. */
export const apiKeySchema = z.object({
  id: idSchema,
  name: z.string(),
  /** Its first 8 characters, by which people tell keys apart. */
  prefix: z.string(),
  /** Whom documents are shared with to share them with this key: `user:key-<id>`. */
  principal: z.string(),
  roles: z.array(roleSchema),
  limits: keyLimitsSchema,
  createdAt: timeSchema,
  /** User id of who made it; `cli` for the command line. */
  createdBy: z.string(),
  expiresAt: timeSchema.nullable(),
  revokedAt: timeSchema.nullable(),
});
export type ApiKeyView = z.infer<typeof apiKeySchema>;
export const apiKeyPageSchema = pageOf(apiKeySchema);

/** Answer of `POST /api/admin/keys`: the only time that the key is shown. */
export const newApiKeySchema = apiKeySchema.extend({ key: z.string() });
export type NewApiKey = z.infer<typeof newApiKeySchema>;

/** What is put on record. */
export const auditActions = [
  'document.uploaded',
  'document.replaced',
  'document.renamed',
  'document.shared',
  'document.deleted',
  'conversation.deleted',
  'key.made',
  'key.revoked',
  'user.exported',
  'user.erased',
] as const;
export const auditActionSchema = z.enum(auditActions);
export type AuditAction = z.infer<typeof auditActionSchema>;

/** One entry of the audit record: who did what to which thing; never what is in it. */
export const auditEntrySchema = z.object({
  id: idSchema,
  at: timeSchema,
  /** User id; `cli` for the command line. */
  actor: z.string(),
  action: auditActionSchema,
  /** Id of the document, conversation, key or person. */
  subject: z.string(),
  /** The principals a document is shared with, or the roles of a key, after the change. */
  detail: z.array(z.string()).optional(),
  correlationId: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
export const auditPageSchema = pageOf(auditEntrySchema);

/** `GET /api/me`: who the gateway takes the caller for. */
export const meSchema = z.object({
  tenantId: z.string(),
  userId: z.string(),
  principal: z.string(),
  /** For people, where the identity provider says one. */
  name: z.string().nullable(),
  /** `local`: nobody signs in here. */
  kind: z.enum(['local', 'user', 'key']),
  roles: z.array(roleSchema),
});
export type Me = z.infer<typeof meSchema>;

/** `GET /config.json`: what the web app must know before it sends anything. */
export const webConfigSchema = z.object({
  /** Null: nobody signs in here. */
  signIn: z
    .object({
      issuer: z.url(),
      clientId: z.string(),
      /** Separated by blanks, for the authorization request. */
      scope: z.string(),
      /** RFC 8707 resource of the authorization request, where the issuer wants one. */
      resource: z.string().nullable(),
    })
    .nullable(),
  /** Largest file that is taken, bytes: the web app sends no larger one. */
  uploadMaxBytes: z.int().min(1),
});
export type WebConfig = z.infer<typeof webConfigSchema>;

/** Query of `GET /api/admin/usage`: days in UTC, both included; at most a year. */
export const usageQuery = z.object({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
});
export type UsageQuery = z.infer<typeof usageQuery>;

/** What one caller used on one day. */
export const usageDaySchema = z.object({
  /** `user:<id>`. */
  principal: z.string(),
  day: z.iso.date(),
  requests: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
});
export type UsageDay = z.infer<typeof usageDaySchema>;
export const usageResultSchema = z.object({ items: z.array(usageDaySchema) });

/** Query of `GET /api/admin/feedback`. */
export const feedbackQuery = z.object({
  /** Only on answers that were asked for from then on. */
  since: timeSchema.optional(),
});
export type FeedbackQuery = z.infer<typeof feedbackQuery>;

/** One line of `GET /api/admin/feedback`: an opinion, with the question and the answer that it is about. */
export const feedbackLineSchema = z.object({
  conversationId: idSchema,
  messageId: idSchema,
  rating: z.enum(['up', 'down']),
  comment: z.string().nullable(),
  askedAt: timeSchema,
  question: z.string(),
  answer: z.string(),
  refused: z.boolean(),
  /** Where the answer says it is from; without any text of the documents. */
  citations: z.array(z.object({ documentId: idSchema, page: z.int().nullable() })),
});
export type FeedbackLine = z.infer<typeof feedbackLineSchema>;

/** `DELETE /api/admin/users/{userId}/data`: what was taken away. */
export const erasedSchema = z.object({
  documents: z.int(),
  /** Documents of others that had been shared with this person. */
  shares: z.int(),
  conversations: z.int(),
  usageDays: z.int(),
});
export type Erased = z.infer<typeof erasedSchema>;

/** What can be told of a model deployment, or of all of one model: the best of them counts. */
export const deploymentConditionSchema = z.enum(['healthy', 'half_open', 'throttled', 'open', 'auth_error']);

/** One deployment of the model pool, as this replica of the gateway sees it. */
export const deploymentViewSchema = z.object({
  name: z.string(),
  /** What clients ask for. */
  model: z.string(),
  capability: z.enum(['chat', 'embedding', 'transcription', 'speech', 'realtime']),
  priority: z.int(),
  weight: z.int(),
  condition: deploymentConditionSchema,
  /** Until calls go to it again, as far as time alone decides; null: they do. */
  retryAfterSeconds: z.number().nullable(),
  /** Calls under way. */
  inFlight: z.int(),
  /** How calls ended since this replica started: what it took, 429, its faults, what it refused us, clients that left. */
  counters: z.object({
    calls: z.int(),
    answered: z.int(),
    throttled: z.int(),
    faults: z.int(),
    refused: z.int(),
    left: z.int(),
  }),
});
export type DeploymentView = z.infer<typeof deploymentViewSchema>;

/** `GET /api/admin/deployments`. */
export const deploymentsSchema = z.object({ items: z.array(deploymentViewSchema) });
export type Deployments = z.infer<typeof deploymentsSchema>;
