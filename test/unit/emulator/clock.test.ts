import { formatTimestamp, MicrosecondClock } from "../../../emulator/store/clock";

it("times are written with microseconds and an offset", () => {
  expect(formatTimestamp(1_778_878_232_708_302)).toBe("2026-05-15T20:50:32.708302+00:00");
  expect(formatTimestamp(1_778_878_232_000_007)).toBe("2026-05-15T20:50:32.000007+00:00");
});

it("the clock starts at the present time", () => {
  expect(Math.abs(Date.parse(formatTimestamp(new MicrosecondClock(0).now())) - Date.now())).toBeLessThan(60_000);
});

it("the clock never returns a time twice, even if the store is ahead of it", () => {
  const future = (Date.now() + 3_600_000) * 1000;
  const clock = new MicrosecondClock(future);
  expect([clock.now(), clock.now(), clock.now()]).toEqual([future + 1, future + 2, future + 3]);
});
