/** Whatever is killed in whichever run of a smoke test: the next `up` leaves neither a test thread nor a candidate. */
import { KilledSmokeTests, RUNS, type Victim } from "../engine/support/killed-smoke-tests";

let tests: KilledSmokeTests;
beforeAll(async () => {
  tests = await KilledSmokeTests.create();
});
afterAll(() => tests.dispose());

const kills = Array.from({ length: RUNS }, (_, index) => index + 1).flatMap((run): [Victim, number][] => [
  ["all", run],
  // The provider goes on beside the next deployment, until it notices.
  ["engine", run],
]);

it.each(kills)("after a kill of the %s in run %i", async (victim, run) => {
  await tests.survives(victim, `Killed in run ${String(run)}, the ${victim}.`, run);
});

it("afterwards there is nothing left to do", async () => {
  expect(await tests.requestsOfAnotherUp()).toEqual([]);
});
