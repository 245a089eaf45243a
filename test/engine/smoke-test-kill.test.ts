/** Whatever is killed in the middle of a smoke test: the next `up` leaves neither a test thread nor a candidate. */
import { KilledSmokeTests } from "./support/killed-smoke-tests";

let tests: KilledSmokeTests;
beforeAll(async () => {
  tests = await KilledSmokeTests.create();
});
afterAll(() => tests.dispose());

it.each([
  ["the engine and all it started", "First.", 1],
  // The provider goes on beside the next deployment, until it notices.
  ["the engine alone", "Second.", 4],
] as const)("after a kill of %s, with the prompt %j, in run %i", async (victim, prompt, run) => {
  await tests.survives(victim, prompt, run);
});

it("afterwards there is nothing left to do", async () => {
  expect(await tests.requestsOfAnotherUp()).toEqual([]);
});
