/** The pages that a person sees: the question of the local authorization server, and how an authorization ended. */
import { html } from "hono/html";
import { type AuthorizationRequest, OAUTH_BASE } from "./authorization-server";

type Html = ReturnType<typeof html>;

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

export function questionPage(request: AuthorizationRequest, clientName: string): Html {
  const scopes = request.scope.split(" ").filter((scope) => scope !== "");
  const hidden = Object.entries(request).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return page(
    "Grant access?",
    html`<p><strong>${clientName}</strong> asks for access${request.resource ? ` to ${request.resource}` : ""}.</p>
      ${scopes.length === 0 ? html`<p>It asks for no scope.</p>` : html`<p>Scopes:</p>`}
      <ul>
        ${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
      </ul>
      <form method="post" action="${OAUTH_BASE}/authorize">
        ${hidden}
        <button name="decision" value="approve">Approve</button>
        <button name="decision" value="deny">Deny</button>
      </form>
      <p>This is the emulator's authorization server. Nothing outside of this machine is granted.</p>`,
  );
}

export function resultPage(title: string, text: string): Html {
  return page(title, html`<p>${text}</p>`);
}
