import { conversationOf } from '../../services/chat/test/support/event-reader.ts';
import type { Groundwork } from '../../tools/client/groundwork.ts';
import { inMemory, upload } from '../../tools/client/upload.ts';
import { until } from '../../tools/process/until.ts';
import { ask } from './answers.js';
import type { FrontDoor } from './front-door.js';
import { demo, FACT, openDoor, QUESTION } from './the-demo.js';

const DEADLINE_MS = 120_000;

/** A pod killed hard, as by a node that goes: what was acknowledged before is there afterwards. */
describe('when a pod is killed', () => {
  let door: FrontDoor;
  let groundwork: Groundwork;
  let conversationId: string;
  let earlier: string;

  beforeAll(async () => {
    ({ door, groundwork } = await openDoor());
    earlier = (await upload(door.url, inMemory('earlier.md', Buffer.from(`# Benefits\n\n${FACT}\n`)))).id;
    expect((await groundwork.settled(earlier)).status).toBe('ready');
    const answer = await ask(door.url);
    conversationId = conversationOf(await answer.until('start'));
    await answer.rest();
  });
  afterAll(() => door.close());

  const isAnswering = (): Promise<boolean> =>
    until(async () => (await fetch(`${door.url}/health/ready`)).ok, { deadlineMs: DEADLINE_MS, everyMs: 250 });

  it.each(['gateway', 'chat', 'ingestion', 'worker'])(
    '%s: nothing is lost, and work under way is done',
    async (component) => {
      const text = `# Travel\n\nThe ${component} plan insures travel abroad.\n`;
      const { id } = await upload(door.url, inMemory(`${component}.md`, Buffer.from(text)));
      await kill(component);
      expect(await isAnswering()).toBe(true);

      const isDone = async (): Promise<boolean> => (await groundwork.document(id)).status === 'ready';
      expect(await until(isDone, { deadlineMs: DEADLINE_MS, everyMs: 250 })).toBe(true);
      await expectEverything();
    },
  );

  it('local Azure: what was there before its last seconds is there again', async () => {
    await kill('local-azure');
    expect(await isAnswering()).toBe(true);
    await expectEverything();
  });

  async function kill(component: string): Promise<void> {
    const [pod] = await demo.pods(component);
    await demo.kubectl('delete', 'pod', pod?.metadata.name ?? '', '--force', '--grace-period=0');
    await demo.settled(component);
  }

  async function expectEverything(): Promise<void> {
    expect((await groundwork.document(earlier)).status).toBe('ready');
    expect((await groundwork.text(earlier)).includes(FACT)).toBe(true);
    expect(JSON.stringify((await groundwork.conversation(conversationId)).messages)).toContain('340 euros');
    expect((await groundwork.ask({ message: QUESTION })).answer).toContain('340 euros');
  }
});
