import { DefaultAzureCredential, getBearerTokenProvider } from '@azure/identity';
import { z } from 'zod';
import { ContentScreen, HARM_CATEGORIES, type HarmCategory, type Severities } from './content-screen.port.js';
import { callsFor, piecesOf } from './pieces.js';
import type { ContentSafetyConfig } from './screening.config.js';

const API_VERSION = '2024-09-01';
/** Scope of the identity's token for Azure AI services. */
const TOKEN_SCOPE = 'https://cognitiveservices.azure.com/.default';

const shieldReply = z.object({
  userPromptAnalysis: z.object({ attackDetected: z.boolean() }).optional(),
  documentsAnalysis: z.array(z.object({ attackDetected: z.boolean() })).optional(),
});
const analyzeReply = z.object({
  categoriesAnalysis: z.array(z.object({ category: z.enum(HARM_CATEGORIES), severity: z.int().min(0).max(7) })),
});

/** {@link ContentScreen} of Azure AI Content Safety: Prompt Shields and text analysis, over their REST routes. */
export class AzureContentScreen extends ContentScreen {
  private readonly token: () => Promise<string>;

  constructor(private readonly config: ContentSafetyConfig) {
    super();
    let provider: (() => Promise<string>) | undefined;
    this.token = () => (provider ??= getBearerTokenProvider(new DefaultAzureCredential(), TOKEN_SCOPE))();
  }

  async isAttack(text: string, signal: AbortSignal): Promise<boolean> {
    const verdicts = await Promise.all(
      piecesOf(text).map(async (userPrompt) => {
        const { userPromptAnalysis } = shieldReply.parse(await this.post('shieldPrompt', { userPrompt }, signal));
        if (!userPromptAnalysis) throw new Error('Prompt Shields judged no user prompt');
        return userPromptAnalysis.attackDetected;
      }),
    );
    return verdicts.includes(true);
  }

  async attacksIn(documents: readonly string[], signal: AbortSignal): Promise<boolean[]> {
    const verdicts = documents.map(() => false);
    await Promise.all(
      callsFor(documents).map(async (pieces) => {
        const body = { documents: pieces.map(({ text }) => text) };
        const { documentsAnalysis = [] } = shieldReply.parse(await this.post('shieldPrompt', body, signal));
        if (documentsAnalysis.length !== pieces.length) throw new Error('Prompt Shields judged not every document');
        pieces.forEach(({ of }, i) => {
          if (documentsAnalysis[i]?.attackDetected) verdicts[of] = true;
        });
      }),
    );
    return verdicts;
  }

  async severitiesOf(text: string, signal: AbortSignal): Promise<Severities> {
    const gravest: Record<HarmCategory, number> = { Hate: 0, SelfHarm: 0, Sexual: 0, Violence: 0 };
    await Promise.all(
      piecesOf(text).map(async (piece) => {
        const { categoriesAnalysis } = analyzeReply.parse(await this.post('analyze', { text: piece }, signal));
        if (categoriesAnalysis.length === 0) throw new Error('Content Safety judged no category');
        for (const { category, severity } of categoriesAnalysis)
          gravest[category] = Math.max(gravest[category], severity);
      }),
    );
    return gravest;
  }

  private async post(action: 'shieldPrompt' | 'analyze', body: object, signal: AbortSignal): Promise<unknown> {
    const { url, key, timeoutMs } = this.config;
    const reply = await fetch(`${url}/contentsafety/text:${action}?api-version=${API_VERSION}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key === undefined
          ? { authorization: `Bearer ${await this.token()}` }
          : { 'ocp-apim-subscription-key': key }),
      },
      body: JSON.stringify(body),
      // A key or a token is shown to nobody else.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (!reply.ok) {
      await reply.body?.cancel();
      throw new Error(`Content Safety answered ${reply.status} to ${action}`);
    }
    return reply.json();
  }
}
