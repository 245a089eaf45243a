/** Names that become directories of the agent's file tree. The API's reference names the characters. */
const SLUG = /^[A-Za-z0-9 _-]*$/;

/** What is wrong with the name of a skill or subagent. */
export function slugProblem(name: string): string | undefined {
  return SLUG.test(name)
    ? undefined
    : "may have letters (A to Z), numbers, spaces, underscores and hyphens only: leave the other characters out";
}
