/**
 * What a program can say is said twice: as interfaces in `sdk`, so that a program loads no schemas, and as schemas in
 * `provider/inputs`. What a look-up finds is said twice, too. This holds each pair to each other. Checked by
 * `tsc -p tsconfig.json`: a type that is not `true` does not compile. Nothing here runs.
 */
import type * as pulumi from "@pulumi/pulumi";
import type * as sdk from "pulumi-deepagents";
import type * as dynamic from "../../../provider/dynamic";
import type { providerShell } from "../../../provider/dynamic/shell";
import type * as agent from "../../../provider/inputs/agent";
import type { McpConnectionInputs } from "../../../provider/inputs/mcp-connection";
import type { McpServerInputs } from "../../../provider/inputs/mcp-server";
import type { Policies } from "../../../provider/inputs/policies";
import type { AgentJson } from "../../../provider/inputs/project-files";
import type { Expectations } from "../../../provider/inputs/smoke-expectations";
import type { SmokeCase, SmokeTestRunInputs } from "../../../provider/inputs/smoke-test";
import type { lookups } from "../../../provider/lookups";
import type { AgentSettings, AgentSummary, CreateAgentRequest } from "../../../provider/wire";
import type { Unlisted } from "../../../sdk/agent";

type Holds<Each extends readonly true[]> = Each;

/** Both have the same properties of the same kinds, at any depth; which of them may be left out is not compared. */
type Same<One, Other> = [Parts<One>, Parts<Other>] extends [Parts<Other>, Parts<One>]
  ? true
  : { readonly only: Exclude<Parts<One>, Parts<Other>>; readonly missing: Exclude<Parts<Other>, Parts<One>> };

/** Everything in a type: `backend`, `backend.type`, `backend.type: "state"`, `files.*: string`. */
type Parts<Value> = Value extends readonly (infer Item)[]
  ? Parts<Item>
  : Value extends object
    ? string extends keyof Value
      ? `.*${Parts<Value[string & keyof Value]>}`
      : { [Name in keyof Value & string]-?: `.${Name}` | `.${Name}${Parts<Value[Name]>}` }[keyof Value & string]
    : `: ${Kind<Value>}`;

type Kind<Value> = Value extends string
  ? string extends Value
    ? "string"
    : `"${Value}"`
  : Value extends number
    ? "number"
    : Value extends boolean
      ? "boolean"
      : never;

/** The inputs of a resource that are arguments of a program; the others come from the SDK itself. */
type Own<Inputs> = { [Name in keyof Inputs as Name extends `__${string}` ? never : Name]: Inputs[Name] };

/** Arguments with their values known. */
type Known<Args> = { [Name in keyof Args]: pulumi.Unwrap<Args[Name]> };

/** A name as programs write it. */
type CamelCase<Name> = Name extends `${infer First}_${infer Rest}` ? `${First}${Capitalize<CamelCase<Rest>>}` : Name;

// Arguments of resources. A tool's `mcpServer` becomes `mcpServerUrl`, and `agent` and `mcpServer` become ids. The names of
// models are for editors only.

type Tool = Known<sdk.ToolOptions> & { mcpServerUrl: string };
type Subagent = Known<Omit<sdk.SubagentArgs, "model" | "tools">>;
type Model = string | pulumi.Unwrap<Exclude<sdk.ModelArgs, string>>;
type WithTools = "tools" | "subagents";

export type Arguments = Holds<
  [
    Same<keyof sdk.AgentArgs, keyof Own<agent.AgentInputs>>,
    Same<Known<Omit<sdk.AgentArgs, "model" | WithTools>>, Omit<Own<agent.AgentInputs>, "model" | WithTools>>,
    Same<Model, agent.ModelInputs>,
    Same<Tool, agent.ToolInputs>,
    Same<keyof sdk.SubagentArgs, keyof agent.SubagentInputs>,
    Same<Subagent, Omit<agent.SubagentInputs, "model" | "tools">>,
    Same<Known<sdk.McpServerArgs>, Own<McpServerInputs>>,
    Same<Known<sdk.McpConnectionOptions>, Omit<Own<McpConnectionInputs>, "mcpServerId">>,
    Same<Known<sdk.ExpectationsArgs>, Expectations>,
    Same<Known<sdk.SmokeTestCaseArgs>, SmokeCase>,
    Same<Known<sdk.SmokeTestOptions>, Omit<Own<SmokeTestRunInputs>, "agentId" | "revision" | "onFailure">>,
    Same<sdk.Policies, Policies>,
  ]
>;

// What an agent has is known to the API, the arguments, the outputs and `agent.json`. What differs is named here.

/** The API's names for inputs that are called or made differently. */
type WireOnly = "runtime";
/** Inputs that are kept in files of the agent's file tree, or that say what Pulumi does. */
type NotASetting = "model" | "systemPrompt" | WithTools | "interruptConfig" | "skills" | "files" | "adopt" | "onDelete";
/** Inputs that come from other files of a project, or from the program alone. */
type NotInAgentJson = "systemPrompt" | WithTools | "interruptConfig" | "skills" | "files" | "configurable" | "onDelete";

export type AgentFields = Holds<
  [
    Same<CamelCase<Exclude<keyof AgentSettings, WireOnly>>, Exclude<keyof Own<agent.AgentInputs>, NotASetting>>,
    Same<Exclude<keyof sdk.AgentArgs, "adopt" | "onDelete">, Extract<keyof sdk.Agent, keyof sdk.AgentArgs>>,
    Same<
      Unlisted,
      CamelCase<Exclude<keyof CreateAgentRequest, keyof AgentSummary | "instructions">> | "interruptConfig"
    >,
    Same<
      CamelCase<Exclude<keyof AgentJson, "$schema" | "agent_id" | "runtime">> | "adopt",
      Exclude<keyof Own<agent.AgentInputs>, NotInAgentJson>
    >,
  ]
>;

// The provider's process has what the one line of each resource loads.

export type Shells = Holds<[Same<Parameters<typeof providerShell>[0], keyof typeof dynamic>]>;

// Look-ups: the SDK has each of them in both forms, with the arguments and the result that the provider has.

type Lookups = typeof lookups;
type Name = keyof Lookups;
type ArgsOf<Of extends Name> = Parameters<Lookups[Of]>[1];
type ResultOf<Of extends Name> = Awaited<ReturnType<Lookups[Of]>>;
type SdkArgsOf<Of extends Name> = NonNullable<Parameters<(typeof sdk)[Of]>[0]>;
type SdkResultOf<Of extends Name> = Awaited<ReturnType<(typeof sdk)[Of]>>;

/** Takes no arguments but options. */
type WithoutArgs = "getMcpServers";
/** Its items are of one type with the result of `getAgent`, of which a list has only a part. */
type WithParts = "getAgents";

export type LookupsOfTheSdk = Holds<
  [
    Same<Name | `${Name}Output`, Extract<keyof typeof sdk, `get${string}`>>,
    { [Of in Exclude<Name, WithoutArgs>]: Same<SdkArgsOf<Of>, ArgsOf<Of>> }[Exclude<Name, WithoutArgs>],
    { [Of in Exclude<Name, WithParts>]: Same<SdkResultOf<Of>, ResultOf<Of>> }[Exclude<Name, WithParts>],
  ]
>;
