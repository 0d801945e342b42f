/** Where the build puts the services; sources import each other by names that only a build resolves. */
const built = (path: string): string => new URL(`../../dist/services/${path}`, import.meta.url).href;

/** The gateway's screening: names of the rules that a text sets off. */
export type Screen = (text: string) => { readonly rules: readonly string[] };

export async function loadScreen(): Promise<Screen> {
  const { screen } = (await import(built('shared/screening/src/screen.js'))) as { screen: Screen };
  return screen;
}

/** The instructions of the answer prompt, without what changes from prompt to prompt. */
export async function loadInstructions(): Promise<string> {
  const { instructionsOf } = (await import(built('chat/src/prompt/answer-prompt.js'))) as {
    instructionsOf: (prompt: Record<'nonce' | 'refusal' | 'productName' | 'instructions', string>) => string;
  };
  return instructionsOf({ nonce: '', refusal: '', productName: '', instructions: '' });
}
