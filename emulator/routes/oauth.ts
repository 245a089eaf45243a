/** Routes of the local authorization server, and where all of them send people back to. They need no key. */
import type { Context } from "hono";
import type { EmulatorEnv } from "../auth";
import type { OAuth } from "../oauth";
import { metadataOf, OAUTH_BASE, OAuthFailure } from "../oauth/authorization-server";
import { questionPage, resultPage } from "../oauth/pages";
import type { Outcome } from "../oauth/sessions";
import type { EmulatorApp } from "./route-group";

type AppContext = Context<EmulatorEnv>;

const RESULTS: Record<Outcome, { status: 200 | 400 | 502; title: string; text: string }> = {
  completed: { status: 200, title: "Access granted", text: "You can close this page." },
  denied: { status: 200, title: "Access not granted", text: "You can close this page." },
  failed: {
    status: 502,
    title: "That did not work",
    text: "The authorization server did not give a token. Start again.",
  },
  "not waiting": {
    status: 400,
    title: "Nobody waits for this",
    text: "The session has ended, or was answered already.",
  },
};

export function addOAuthRoutes(app: EmulatorApp, { server, sessions }: OAuth): void {
  app.get("/.well-known/oauth-authorization-server", (c) => c.json(metadataOf(new URL(c.req.url).origin)));

  app.post(`${OAUTH_BASE}/register`, async (c) => {
    const text = await c.req.text();
    return answer(c, () => server.register(parse(text)), 201);
  });
  app.post(`${OAUTH_BASE}/token`, async (c) => {
    const form = await readForm(c);
    return answer(c, () => server.token(form));
  });
  app.post(`${OAUTH_BASE}/introspect`, async (c) => {
    const { token = "" } = await readForm(c);
    return answer(c, () => server.introspect(token));
  });

  app.get(`${OAUTH_BASE}/authorize`, (c) =>
    withPage(c, () => {
      const { request, clientName } = server.read(c.req.query());
      return c.html(questionPage(request, clientName));
    }),
  );
  app.post(`${OAUTH_BASE}/authorize`, async (c) => {
    const { decision, ...parameters } = await readForm(c);
    return withPage(c, () => {
      refuseOtherPages(c);
      const { request } = server.read(parameters);
      if (decision !== "approve" && decision !== "deny") {
        throw new OAuthFailure("invalid_request", "decision must be approve or deny");
      }
      return c.redirect(server.decide(request, decision === "approve"), 303);
    });
  });

  app.get(`${OAUTH_BASE}/callback`, async (c) => {
    const { state = "", code } = c.req.query();
    const { status, title, text } = RESULTS[await sessions.answer({ state, code })];
    return withPage(c, () => c.html(resultPage(title, text), status));
  });
}

/** A browser says which page sent a form: no other page may decide for a person. Programs say nothing. */
function refuseOtherPages(c: AppContext): void {
  const origin = c.req.header("origin");
  if (origin !== undefined && origin !== new URL(c.req.url).origin) {
    throw new OAuthFailure("invalid_request", "the form was sent by another page");
  }
}

function answer(c: AppContext, work: () => object, status: 200 | 201 = 200): Response {
  c.header("Cache-Control", "no-store");
  try {
    return c.json(work(), status);
  } catch (error) {
    if (!(error instanceof OAuthFailure)) throw error;
    return c.json({ error: error.code, error_description: error.message }, 400);
  }
}

async function withPage(c: AppContext, work: () => Response | Promise<Response>): Promise<Response> {
  c.header("Cache-Control", "no-store");
  c.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  // Without a referrer at all, browsers would not say where the form comes from.
  c.header("Referrer-Policy", "same-origin");
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OAuthFailure)) throw error;
    return c.html(resultPage("This cannot be authorized", `${error.code}: ${error.message}.`), 400);
  }
}

async function readForm(c: AppContext): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(await c.req.text()));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new OAuthFailure("invalid_client_metadata", "the body is not JSON");
  }
}
