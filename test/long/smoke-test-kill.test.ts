/** Whatever is killed in whichever run of a smoke test: the next `up` leaves neither a test thread nor a candidate. */
import { KilledSmokeTests, RUNS, type Victim } from "../engine/support/killed-smoke-tests";

let tests: KilledSmokeTests;
beforeAll(async () => {
  tests = await KilledSmokeTests.create();
});
afterAll(() => tests.dispose());

const kills = Array.from({ length: RUNS }, (_, index) => index + 1).flatMap((run): [Victim, number][] => [
  ["the engine and all it started", run],
  // The provider goes on beside the next deployment, until it notices.
  ["the engine alone", run],
]);

it.each(kills)("a kill of %s in run %i leaves neither a thread nor a candidate", async (victim, run) => {
  await tests.survives(victim, `In run ${String(run)}: ${victim}.`, run);
});

it("afterwards there is nothing left to do", async () => {
  expect(await tests.requestsOfAnotherUp()).toEqual([]);
});
