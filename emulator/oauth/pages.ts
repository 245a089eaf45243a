/**
 * The routes of the local authorization server, the callback to which every authorization server sends people back, and
 * the pages that people see there. They need no key.
 */
import { html } from "hono/html";
import type { Context } from "hono";
import { publicUrl } from "../../provider/helpers/url";
import { type AuthorizationRequest, OAUTH_BASE, metadataOf, OAuthFailure } from "./authorization-server";
import type { EmulatorEnv, EmulatorApp } from "../context";
import type { OAuth } from "./index";
import type { SessionOutcome } from "./sessions";

type Html = ReturnType<typeof html>;
type AppContext = Context<EmulatorEnv>;

const RESULTS: Record<SessionOutcome, { status: 200 | 400 | 502; title: string; text: string }> = {
  completed: { status: 200, title: "Access granted", text: "You can close this page." },
  denied: { status: 200, title: "Access not granted", text: "You can close this page." },
  failed: {
    status: 502,
    title: "That did not work",
    text: "The authorization server did not return a token. Start again.",
  },
  "not waiting": {
    status: 400,
    title: "Nothing is waiting for this",
    text: "The session has ended or was already answered.",
  },
};

export function addOAuthPages(app: EmulatorApp, { server, sessions }: OAuth): void {
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

/** Refuses a form of another page, which must not decide for a person. Browsers send the origin, programs do not. */
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
    if (!(error instanceof OAuthFailure)) {
      throw error;
    }
    return c.json({ error: error.code, error_description: error.message }, 400);
  }
}

async function withPage(c: AppContext, work: () => Response | Promise<Response>): Promise<Response> {
  c.header("Cache-Control", "no-store");
  c.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  // With `no-referrer`, browsers would not say where the form comes from.
  c.header("Referrer-Policy", "same-origin");
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OAuthFailure)) {
      throw error;
    }
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

export function questionPage(request: AuthorizationRequest, clientName: string): Html {
  const scopes = request.scope.split(" ").filter((scope) => scope !== "");
  const hidden = Object.entries(request).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return page(
    "Grant access?",
    html`<p>
        <strong>${clientName}</strong> asks for access${request.resource ? ` to ${publicUrl(request.resource)}` : ""}.
      </p>
      ${scopes.length === 0 ? html`<p>It asks for no scopes.</p>` : html`<p>Scopes:</p>`}
      <ul>
        ${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
      </ul>
      <form method="post" action="${OAUTH_BASE}/authorize">
        ${hidden}
        <button name="decision" value="approve">Approve</button>
        <button name="decision" value="deny">Deny</button>
      </form>
      <p>This is the emulator's authorization server. It grants access to nothing outside this machine.</p>`,
  );
}

function resultPage(title: string, text: string): Html {
  return page(title, html`<p>${text}</p>`);
}

const STYLE = `body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem }
button { font: inherit; padding: .4rem 1rem; margin-right: .5rem }`;

function page(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        ${content}
      </body>
    </html>`;
}
