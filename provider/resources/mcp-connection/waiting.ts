/** Waiting for a person who was asked to approve access. */
import { setTimeout as pause } from "node:timers/promises";
import type { AuthSessionStatus } from "../../schema/wire";
import type { Context } from "../resource";

/** One request holds its answer back no longer, well below the time that an operation usually has. The API allows 25. */
const LONGEST_POLL_SECONDS = 10;
/** How often an API that does not hold its answer back is asked. */
const PAUSE_MILLISECONDS = 1000;

/** The session's status once a person has decided, or as it is after that many seconds. */
export async function statusAfter(
  { connect, signal }: Context,
  sessionId: string,
  seconds: number,
): Promise<AuthSessionStatus> {
  const end = Date.now() + seconds * 1000;
  let status: AuthSessionStatus = "PENDING";
  for (let left = seconds; status === "PENDING" && left > 0; left = Math.ceil((end - Date.now()) / 1000)) {
    signal.throwIfAborted();
    const pollSeconds = Math.min(left, LONGEST_POLL_SECONDS);
    [{ status }] = await Promise.all([connect().authSessions.get(sessionId, pollSeconds), pause(PAUSE_MILLISECONDS)]);
  }
  return status;
}
