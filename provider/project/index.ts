/** Reads a Deep Agents project directory. */
export { bindServers } from "./bind-servers";
export { ProjectError, type Problem } from "./problems";
export { readProject } from "./read-project";
export type { AgentInputs } from "../schema/inputs/agent";
