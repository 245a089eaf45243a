/**
 * What requests, handlers and routes share: types, and the few constants that go with them. Loads nothing, because the
 * command needs it for its help.
 */
import type { HttpBindings } from "@hono/node-server";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { OAuth } from "./oauth";
import type { Runtime } from "./runtime/runtime";
import type { Store } from "./store";

export const PERMISSIONS = [
  "agents:create",
  "agents:read",
  "agents:update",
  "agents:delete",
  "mcp-servers:create",
  "mcp-servers:read",
  "mcp-servers:update",
  "mcp-servers:delete",
  "mcp-servers:invoke",
  "threads:create",
  "threads:read",
  "threads:update",
  "threads:delete",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** The key that the server accepts by default. It is published on purpose: it protects nothing. */
export const DEFAULT_API_KEY = "lsv2_local_emulator_demo_key";

/** The workspace of requests without an `X-Tenant-Id` header. */
export const DEFAULT_WORKSPACE = "6d0f0c8e-5c0b-4b57-9d0a-2f7a3b1c9e10";

/** A key that may do only what it lists. */
export interface ScopedKey {
  key: string;
  permissions: readonly Permission[];
}

export interface Caller {
  /** A UUID that stays the same for one key, so that objects keep their owner across restarts. */
  ownerId: string;
  workspace: string;
  /** Whether the key may speak for other users. */
  isServiceKey: boolean;
  can(permission: Permission): boolean;
}

/** What can be made to happen to a request. faults/fault.ts describes each kind. */
export type FaultKind =
  "reset-before" | "reset-after" | "delay" | "status" | "status-after" | "truncated" | "html" | "slow-body";

/** What happened to a request that was made to fail, for the request log. */
export interface InjectedFault {
  kind: FaultKind;
  /** The status that the client saw; undefined if the connection ended before that. */
  status: number | undefined;
}

/** What the middlewares pass on to the handlers, the error handler and the request log. */
export interface EmulatorEnv {
  Bindings: HttpBindings;
  Variables: { caller: Caller; badRequestsOnly?: boolean; fault?: InjectedFault };
}

/** What handlers work with. */
export interface Services {
  store: Store;
  runtime: Runtime;
  oauth: OAuth;
  /** How many agents one workspace may have; undefined means any number. */
  agentLimit: number | undefined;
}

export type EmulatorApp = OpenAPIHono<EmulatorEnv>;

/** Adds one resource group's routes to the app. */
export type RouteGroup = (app: EmulatorApp, services: Services) => void;

export const AGENTS_BASE = "/v1/deepagents";
export const HUB_BASE = "/v1/platform/hub";
