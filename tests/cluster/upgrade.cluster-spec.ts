import { demo } from './the-demo.js';

describe('an upgrade', () => {
  it('changes nothing when nothing changed, and only what a new value is for', async () => {
    const before = await demo.generations();
    const pods = async (): Promise<string[]> => (await demo.pods()).map(({ metadata }) => metadata.uid).toSorted();
    const running = await pods();
    await demo.upgrade();
    expect(await demo.generations()).toEqual(before);
    expect(await pods()).toEqual(running);

    await demo.upgrade('--set', 'chat.config.PRODUCT_NAME=Harbour');
    expect(await demo.generations()).toEqual({ ...before, 'groundwork-chat': (before['groundwork-chat'] ?? 0) + 1 });
  });
});
