/** The middleware that makes requests fail as planned. It stands where a gateway would: right before the handlers. */
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import type { EmulatorEnv } from "../auth";
import { htmlAnswer, inTwoHalves, injectedAnswer } from "./answers";
import { reset, sendHalf } from "./connection";
import type { Fault, FaultKind } from "./fault";
import type { FaultPlan } from "./fault-plan";
import { routeName } from "./route-name";

/** What became of a request that was made to fail, for the request log. */
export interface InjectedFault {
  kind: FaultKind;
  /** The status that the client saw; undefined when the connection ended before that. */
  status: number | undefined;
}

type EmulatorContext = Context<EmulatorEnv>;

export function injectFaults(plan: FaultPlan) {
  return createMiddleware<EmulatorEnv>(async (c, next) => {
    const fault = planned(plan, c);
    if (fault === undefined) return next();
    if (fault.kind === "delay") await plan.wait(fault.ms);
    if (fault.kind !== "reset-before" && fault.kind !== "status") await next();
    await spoil(fault, plan, c);
  });
}

/** Puts what the client gets in the place of the handler's answer, if a handler was asked at all. */
async function spoil(fault: Fault, plan: FaultPlan, c: EmulatorContext): Promise<void> {
  switch (fault.kind) {
    case "reset-before":
    case "reset-after":
      reset(c.env);
      return answerWith(c, fault.kind, RESPONSE_ALREADY_SENT, undefined);
    case "truncated":
      return answerWith(c, fault.kind, RESPONSE_ALREADY_SENT, await sendHalf(c.env, c.res));
    case "status":
    case "status-after":
      return answerWith(c, fault.kind, injectedAnswer(fault), fault.status);
    case "html":
      return answerWith(c, fault.kind, htmlAnswer(), 200);
    case "slow-body":
      return answerWith(c, fault.kind, await inTwoHalves(c.res, () => plan.wait(fault.ms)), c.res.status);
    case "delay":
      return answerWith(c, fault.kind, c.res, c.res.status);
  }
}

/** The route that will answer is the first match that is not a middleware; an unknown path has none. */
function planned(plan: FaultPlan, c: EmulatorContext): Fault | undefined {
  const route = matchedRoutes(c)
    .map(routeName)
    .find((name) => name !== undefined);
  return route === undefined ? undefined : plan.take(route);
}

function answerWith(c: EmulatorContext, kind: FaultKind, response: Response, status: number | undefined): void {
  c.set("fault", { kind, status });
  // Emptied first: Hono would copy the headers of the answer that is there into the one that takes its place.
  c.res = undefined;
  c.res = response;
}
