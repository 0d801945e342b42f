import type { Groundwork } from '../../tools/client/groundwork.ts';
import { inMemory, upload } from '../../tools/client/upload.ts';

/** What each version says, one after the other; the rest of a version is long enough to take a while. */
const COLOURS = ['amber', 'violet', 'crimson', 'turquoise', 'ochre'] as const;
type Colour = (typeof COLOURS)[number];
const QUESTION = 'What is the signal colour of the Elmsea lighthouse?';
const textOf = (colour: Colour): string =>
  [
    `The signal colour of the Elmsea lighthouse is ${colour}.`,
    ...Array.from({ length: 300 }, (_, i) => `Berth ${i} of the ${colour} harbour has ${i + 7} bollards.`),
  ].join('\n\n');
/** One question: the versions that its answer, its citations and a search are from, and when it was asked. */
interface Seen {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly colours: readonly Colour[];
}

/** A document that is replaced and deleted while people ask about it. */
export function describeReplacement(groundwork: () => Groundwork): void {
  const coloursIn = (text: string): Colour[] => COLOURS.filter((colour) => text.includes(colour));

  async function answered(): Promise<Seen> {
    const askedAt = performance.now();
    const { answer, citations } = await groundwork().ask({ message: QUESTION });
    const colours = coloursIn([answer, ...citations.map(({ quote }) => quote)].join('\n'));
    return { askedAt, answeredAt: performance.now(), colours };
  }
  const searched = (mode: 'hybrid' | 'keyword') => async (): Promise<Seen> => {
    const askedAt = performance.now();
    const { items } = await groundwork().search({ query: QUESTION, top: 50, mode });
    return { askedAt, answeredAt: performance.now(), colours: coloursIn(items.map(({ text }) => text).join('\n')) };
  };
  /** Who asks at once, each one question after the other. */
  const LOOKS = [answered, answered, searched('hybrid'), searched('keyword')];
  /** Asks on and on while `act` goes on, and once more behind it. */
  async function asking(act: () => Promise<void>): Promise<Seen[]> {
    const seen: Seen[] = [];
    let isOver = false;
    const asker = async (look: () => Promise<Seen>): Promise<void> => {
      do seen.push(await look());
      while (!isOver);
      seen.push(await look());
    };
    await Promise.all([act().finally(() => (isOver = true)), ...LOOKS.map(asker)]);
    return seen;
  }
  const replace = async (id: string, colour: Colour): Promise<void> => {
    const form = new FormData();
    form.append('file', new File([textOf(colour)], 'harbour.txt'));
    const reply = await fetch(`${groundwork().url}/api/documents/${id}/content`, { method: 'PUT', body: form });
    expect(reply.status).toBe(202);
    expect(await groundwork().settled(id)).toMatchObject({ status: 'ready' });
  };

  describe('a document that is replaced while people ask', () => {
    let id: string;
    beforeAll(async () => {
      const [first] = COLOURS;
      ({ id } = await upload(groundwork().url, inMemory('harbour.txt', Buffer.from(textOf(first)))));
      expect(await groundwork().settled(id)).toMatchObject({ status: 'ready' });
    }, 60_000);

    it('is answered from exactly one version at every moment, and never again from one before', async () => {
      const readyAt: number[] = [];
      const seen = await asking(async () => {
        for (const colour of COLOURS.slice(1)) {
          await replace(id, colour);
          readyAt.push(performance.now());
        }
      });

      expect(seen.length).toBeGreaterThan(COLOURS.length * 2);
      for (const { colours } of seen) expect(colours).toHaveLength(1);
      // Whoever asks behind an answer from a version, or behind the news that it is ready, gets none from one before.
      const versionOf = ({ colours: [colour] }: Seen): number => (colour ? COLOURS.indexOf(colour) : -1);
      for (const later of seen) {
        const before = seen.filter(({ answeredAt }) => answeredAt < later.askedAt).map(versionOf);
        const ready = readyAt.filter((at) => at < later.askedAt).length;
        expect(versionOf(later)).toBeGreaterThanOrEqual(Math.max(ready, ...before));
      }
      expect(new Set(seen.map(versionOf)).size).toBeGreaterThan(1);
    }, 180_000);

    it('is answered from no more once its deletion is accepted', async () => {
      let before: readonly Colour[] = [];
      let goneAt = Infinity;
      const seen = await asking(async () => {
        ({ colours: before } = await answered());
        await groundwork().remove(id);
        goneAt = performance.now();
        for (let i = 0; i < 5; i += 1) await Promise.all(LOOKS.map((look) => look()));
      });

      const after = seen.filter(({ askedAt }) => askedAt > goneAt);
      expect(after.length).toBeGreaterThanOrEqual(LOOKS.length * 2);
      expect(after.flatMap(({ colours }) => colours)).toEqual([]);
      // There was something to be gone.
      expect(before).toHaveLength(1);
    }, 60_000);
  });
}
