import type { Browser, Page } from 'playwright-core';
import { newDataDir, removeDataDir, startProduct, type OwnProduct } from '../../tools/client/own-product.ts';
import { startOpenIdProvider, type OpenIdProvider } from '../support/openid-provider.ts';
import { attempt } from '../support/command.ts';
import { benefits } from '../system/the-documents.ts';
import { drop, launch, open, violations } from './browser.ts';

const START_MS = 200_000;
/** The web app renews a token a minute before its end: this one at every request. */
const TOKEN_SECONDS = 59;

/** Authorization code with PKCE, in Chromium, at a real provider. */
describe('signing in', () => {
  let provider: OpenIdProvider;
  let product: OwnProduct;
  let browser: Browser;

  beforeAll(async () => {
    provider = await startOpenIdProvider(TOKEN_SECONDS);
    product = await startProduct(await newDataDir(), {
      AUTH_MODE: 'oidc',
      OIDC_ISSUER: provider.issuer,
      OIDC_AUDIENCE: 'api://groundwork',
      OIDC_CLIENT_ID: 'web-app',
      OIDC_SCOPE: 'openid offline_access chat',
      OIDC_RESOURCE: 'api://groundwork',
      OIDC_DEFAULT_ROLES: 'none',
    });
    await provider.register(product.url);
    browser = await launch();
  }, START_MS);
  afterAll(async () => {
    await browser?.close();
    if (product) {
      await product.stop();
      await removeDataDir(product.dataDir);
    }
    await provider?.stop();
  });

  /** Through the provider's own pages. */
  const signIn = async (page: Page, name: string): Promise<void> => {
    await page.getByTestId('sign-in').click();
    await page.locator('input[name=login]').fill(name);
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL((url) => url.href.startsWith(product.url));
  };
  /** What a script of the page, or a person at the machine, finds. */
  const storage = (page: Page): Promise<string> =>
    page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])');

  it('shows nothing of the product before', async () => {
    const { page } = await open(browser, product.url);
    await page.getByTestId('sign-in').waitFor();
    expect(await page.getByLabel('Ask your documents').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  it('leads to a question and its answer, with tokens in memory alone', async () => {
    const { page, errors } = await open(browser, product.url);
    const asked: URL[] = [];
    page.on('request', (request) => asked.push(new URL(request.url())));
    await signIn(page, 'ann');
    await page.getByLabel('Ask your documents').waitFor();
    // The provider's own pages want fonts from elsewhere.
    const before = errors.length;

    const authorization = asked.find(({ pathname }) => pathname === '/auth')?.searchParams;
    expect(authorization?.get('response_type')).toBe('code');
    expect(authorization?.get('code_challenge_method')).toBe('S256');
    expect(authorization?.get('code_challenge')).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await storage(page)).not.toMatch(/eyJ|code=|verifier|refresh/);

    await drop(page, 'benefits.pdf', 'application/pdf', await benefits());
    await page.locator('[data-testid=document][data-status=ready]').waitFor();
    await page.getByLabel('Ask your documents').fill('How much does the Falcon plan pay for eye care?');
    await page.keyboard.press('Enter');
    await page.locator('[data-testid=answer][data-running=false]').waitFor();
    expect(await page.getByTestId('answer').last().innerText()).toContain('340 euros');
    expect(errors.slice(before)).toEqual([]);

    const saving = page.waitForEvent('download');
    await page.getByTestId('export').getByRole('link').first().click();
    expect((await saving).suggestedFilename()).toMatch(/\.md$/);
    await page.context().close();
  });

  it('is not asked for again when the page is loaded anew, and leads back to where one was', async () => {
    const { page } = await open(browser, product.url);
    await signIn(page, 'bob');
    await page.getByLabel('Ask your documents').waitFor();
    await page.evaluate("location.hash = '#/c/01JD0000000000000000000000'");
    await page.reload();
    await page.waitForURL((url) => url.hash === '#/c/01JD0000000000000000000000');
    await page.getByTestId('sign-out').waitFor();
    await page.context().close();
  });

  it('renews the token before its end', async () => {
    const { page } = await open(browser, product.url);
    const renewed = page.waitForResponse(
      (response) =>
        response.url() === `${provider.issuer}/token` &&
        /grant_type=refresh_token/.test(response.request().postData() ?? ''),
    );
    await signIn(page, 'cem');
    expect((await renewed).status()).toBe(200);
    await page.getByTestId('new-chat').waitFor();
    await page.context().close();
  });

  it('says why to whom the product does not let in', async () => {
    const { page } = await open(browser, product.url);
    await signIn(page, 'nobody');
    expect(await page.getByTestId('sign-in-problem').innerText()).toContain('have no role');
    await page.context().close();
  });

  it.each([
    ['with a state that is not ours', '/?code=stolen&state=made-up'],
    ['with an error of the provider', '/?error=access_denied&state=made-up'],
  ])('does not come of a way back %s', async (_, way) => {
    const { page } = await open(browser, `${product.url}${way}`);
    await page.getByTestId('sign-in-problem').waitFor();
    expect(page.url()).toBe(`${product.url}/`);
    await page.context().close();
  });

  it('ends with a sign-out', async () => {
    const { page } = await open(browser, product.url);
    await signIn(page, 'dora');
    await page.getByTestId('sign-out').click();
    await page.waitForURL((url) => url.href.startsWith(`${provider.issuer}/session/end`));
    await page.goto(product.url);
    await page.getByTestId('sign-in').waitFor();
    await page.context().close();
  });

  it('is not needed by the tests of an installation, which come with an API key', async () => {
    const { out } = await attempt(
      process.execPath,
      ['tools/run.mjs', 'tools/keys/main.ts', 'create', '--name', 'smoke', '--roles', 'contributor,reader'],
      '',
      { GROUNDWORK_DATA_DIR: product.dataDir },
    );
    const key = /gw_[\w-]{43}/.exec(out)?.[0] ?? '';

    const { code, err } = await attempt(
      process.execPath,
      ['node_modules/jest/bin/jest.js', '--config', 'tests/deployed/jest.config.mjs'],
      '',
      { PUBLIC_URL: product.url, GROUNDWORK_API_KEY: key },
    );

    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('2 passed, 2 total') as string });
  });
});
