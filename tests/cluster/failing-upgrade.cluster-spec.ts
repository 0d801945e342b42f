import type { FrontDoor } from './front-door.js';
import { SteadyRequests } from './steady-requests.js';
import { demo, openDoor } from './the-demo.js';

/** Long enough for good pods, which are ready within half of it; bad ones are given up after it. */
const TIMEOUT = '45s';

describe('an upgrade that fails', () => {
  let door: FrontDoor;
  beforeAll(async () => {
    ({ door } = await openDoor());
  });
  afterAll(() => door.close());

  it.each([
    ['for an image that there is not', 'gateway.image.tag=no-such-tag'],
    [
      'for settings with which no pod becomes ready',
      'storage.tableUrl=http://groundwork-local-azure:1/devstoreaccount1',
    ],
  ])('%s goes back by itself, and everybody is answered meanwhile', async (_, wrong) => {
    const [before] = (await demo.history()).slice(-1);
    const others = new SteadyRequests(`${door.url}/api/documents`);
    const { code } = await demo.tryUpgrade('--rollback-on-failure', '--timeout', TIMEOUT, '--set', wrong);
    await demo.settled('gateway', 'chat', 'ingestion', 'worker');
    const { answered, failures } = await others.end();

    expect(code).not.toBe(0);
    expect((await demo.history()).at(-1)).toMatchObject({
      status: 'deployed',
      description: `Rollback to ${before?.revision}`,
    });
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(20);
  });
});
