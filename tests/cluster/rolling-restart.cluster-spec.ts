import { typesOf } from '../../services/chat/test/support/event-reader.ts';
import { inMemory, upload } from '../../tools/client/upload.ts';
import { until } from '../../tools/process/until.ts';
import { ask, whileModelIsSlow } from './answers.js';
import type { FrontDoor } from './front-door.js';
import { SteadyRequests } from './steady-requests.js';
import { demo, FACT, openDoor } from './the-demo.js';

const STREAMS = 20;
/**
 * Between two tokens. The answer's 14 then take a minute and a half: more than new pods take to be ready, old ones to be told
 * to end (5 s later) and to begin it (`preStopSeconds`, 10 s), and less than an answer may take (`CHAT_MAX_ANSWER_SECONDS`, 100 s).
 */
const PER_TOKEN_MS = 6_000;

describe('a rolling restart of gateway and chat', () => {
  let door: FrontDoor;
  beforeAll(async () => {
    const opened = await openDoor();
    door = opened.door;
    const { id } = await upload(door.url, inMemory('benefits.md', Buffer.from(`${FACT}\n`)));
    expect((await opened.groundwork.settled(id)).status).toBe('ready');
  });
  afterAll(() => door.close());

  it(`cuts none of ${STREAMS} open streams, and turns nobody away`, async () => {
    await whileModelIsSlow({ perTokenMs: PER_TOKEN_MS }, async () => {
      const old = [...(await demo.pods('gateway')), ...(await demo.pods('chat'))].map(({ metadata }) => metadata.name);
      const streams = await Promise.all(Array.from({ length: STREAMS }, () => ask(door.url)));
      await Promise.all(streams.map((stream) => stream.until('text-delta')));
      const others = new SteadyRequests(`${door.url}/api/documents`);

      const ended: string[][] = [];
      const ending = streams.map(async (stream) => ended.push(typesOf(await stream.rest()).slice(-2)));
      await demo.kubectl('rollout', 'restart', 'deployment/groundwork-gateway', 'deployment/groundwork-chat');
      await demo.settled('gateway', 'chat');
      // An old pod that has begun to end says so by its readiness.
      await Promise.all(
        old.map((name) => demo.kubectl('wait', `pod/${name}`, '--for=condition=Ready=false', '--timeout=60s')),
      );
      expect(ended).toEqual([]);

      await Promise.all(ending);
      expect(ended).toEqual(Array.from({ length: STREAMS }, () => ['finish', '[DONE]']));
      const areGone = async (): Promise<boolean> =>
        !(await demo.pods()).some(({ metadata }) => old.includes(metadata.name));
      expect(await until(areGone, { deadlineMs: 130_000, everyMs: 500 })).toBe(true);

      const { answered, failures } = await others.end();
      expect(failures).toEqual([]);
      expect(answered).toBeGreaterThan(STREAMS);
    });
  });
});
