import { DefaultAzureCredential, getBearerTokenProvider } from '@azure/identity';
import type { Deployment } from './deployment.js';

/** Hosts that take a token of the pod's identity. To any other host no token is ever sent. */
const AZURE_HOST = /\.(openai\.azure\.com|services\.ai\.azure\.com|cognitiveservices\.azure\.com)$/;

/** Whether an address is one of Azure's, which the pod's identity may be shown to. */
export const isAzure = (url: string): boolean => AZURE_HOST.test(new URL(url).hostname);

/** Makes the headers that let a call in. Tokens are kept and renewed by `@azure/identity`, one provider a scope. */
export class Credentials {
  private readonly providers = new Map<string, () => Promise<string>>();

  /** @throws whatever `@azure/identity` throws where no token can be had. */
  async headersFor({ auth, pathStyle, endpoint }: Deployment): Promise<Record<string, string>> {
    if (auth.kind === 'none') return {};
    if (auth.kind === 'key')
      return pathStyle === 'dated' ? { 'api-key': auth.key } : { authorization: `Bearer ${auth.key}` };
    if (!isAzure(endpoint)) throw new Error('a token of the identity is for Azure hosts only');
    let provider = this.providers.get(auth.scope);
    if (!provider) {
      provider = getBearerTokenProvider(new DefaultAzureCredential(), auth.scope);
      this.providers.set(auth.scope, provider);
    }
    return { authorization: `Bearer ${await provider()}` };
  }
}
