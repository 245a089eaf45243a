import fs from "node:fs";
import { isStale, withLock } from "../../../tools/bootstrap/lock.js";
import { put, temporaryCheckout } from "./temporary-checkout";

const say = jest.fn<undefined, [string]>();
const quick = { say, pollMs: 5 };

/** More than any process id of Linux, macOS or Windows. */
const NO_SUCH_PROCESS = 2 ** 30;

beforeEach(() => say.mockClear());

it("two at once work one after the other, and the second says what it waits for", async () => {
  const { lock } = temporaryCheckout();
  const events: string[] = [];
  const work = (name: string, until?: Promise<unknown>) => async () => {
    events.push(`${name} starts`);
    await until;
    events.push(`${name} ends`);
  };
  const secondWaits = new Promise((resolve) =>
    say.mockImplementationOnce(() => void resolve(events.push("two waits"))),
  );
  await Promise.all([withLock(lock, work("one", secondWaits), quick), withLock(lock, work("two"), quick)]);
  expect(events).toEqual(["one starts", "two waits", "one ends", "two starts", "two ends"]);
  expect(say).toHaveBeenCalledTimes(1);
  expect(say).toHaveBeenCalledWith(expect.stringContaining(lock));
  expect(fs.existsSync(lock)).toBe(false);
});

it("the lock is free again after a failure", async () => {
  const { lock } = temporaryCheckout();
  await expect(withLock(lock, () => Promise.reject(new Error("no network")), quick)).rejects.toThrow("no network");
  expect(fs.existsSync(lock)).toBe(false);
});

it("the lock of a process that was killed is taken over at once", async () => {
  const { lock } = temporaryCheckout();
  put(lock, JSON.stringify({ pid: NO_SUCH_PROCESS }));
  await expect(withLock(lock, () => Promise.resolve("done"), quick)).resolves.toBe("done");
  expect(say).not.toHaveBeenCalled();
});

it("a lock that cannot be read is given a moment, for it may be being written", () => {
  const { lock } = temporaryCheckout();
  put(lock, "");
  const now = fs.statSync(lock).mtimeMs;
  expect(isStale(lock, now + 1000)).toBe(false);
  expect(isStale(lock, now + 3000)).toBe(true);
});

it("a lock that nobody has touched for half a minute is stale, even when another process has that id now", () => {
  const { lock } = temporaryCheckout();
  put(lock, JSON.stringify({ pid: process.pid }));
  const now = fs.statSync(lock).mtimeMs;
  expect(isStale(lock, now + 29_000)).toBe(false);
  expect(isStale(lock, now + 31_000)).toBe(true);
});

it("waiting ends, with what to do", async () => {
  const { lock } = temporaryCheckout();
  put(lock, JSON.stringify({ pid: process.pid }));
  const work = jest.fn(() => Promise.resolve());
  await expect(withLock(lock, work, { ...quick, giveUpMs: 20 })).rejects.toThrow(`delete that file`);
  expect(work).not.toHaveBeenCalled();
});
