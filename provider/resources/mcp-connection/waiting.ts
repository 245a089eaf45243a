/** Waiting for a person who was asked to approve access. */
import { setTimeout as pause } from "node:timers/promises";
import type { AuthSessionStatus } from "../../schema/wire";
import type { Context } from "../resource";

/** Where `waitSeconds` is not given and somebody may be watching. */
const ATTENDED_SECONDS = 120;

/**
 * Set by continuous integration: `CI` by most (GitHub, GitLab, CircleCI, Bitbucket, Buildkite), the others by Azure
 * Pipelines, Jenkins, TeamCity and AWS CodeBuild.
 */
const CI_VARIABLES = ["CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID"];

/** One request holds its answer back no longer, well below the time that an operation usually has. The API allows 25. */
const LONGEST_POLL_SECONDS = 10;
/** How often an API that does not hold its answer back is asked. */
const PAUSE_MILLISECONDS = 1000;

/** How long to wait where the program does not say. In continuous integration nobody is there to approve. */
export function usualWaitSeconds(env: Readonly<Record<string, string | undefined>>): number {
  const isUnattended = CI_VARIABLES.some((name) => !["", "0", "false"].includes(env[name]?.toLowerCase() ?? ""));
  return isUnattended ? 0 : ATTENDED_SECONDS;
}

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
