/** Which OAuth fields belong together. */
import type { CheckFailure } from "../validate";
import { headerProperty } from "./headers";
import { entriesOf, fieldOf, isSet } from "./reading";
import type { Rule } from "./rule";

export const oauthFieldsBelongTogether: Rule = (inputs) => {
  // Static headers are what an unset type means.
  switch (fieldOf(inputs, "authType") ?? "headers") {
    case "headers":
      return withoutOAuth(inputs);
    case "oauth":
      return [...wrongMode(inputs), ...authorizationHeaders(inputs)];
    default:
      return [];
  }
};

function withoutOAuth(inputs: unknown): CheckFailure[] {
  return ["oauthMode", "oauthProviderId"]
    .filter((property) => isSet(fieldOf(inputs, property)))
    .map((property) => ({ property, reason: 'needs authType: "oauth": write that beside it, or drop it' }));
}

function wrongMode(inputs: unknown): CheckFailure[] {
  const hasProvider = fieldOf(inputs, "oauthProviderId") !== undefined;
  const knownProvider = isSet(fieldOf(inputs, "oauthProviderId"));
  switch (fieldOf(inputs, "oauthMode")) {
    case undefined:
      return [
        {
          property: "oauthMode",
          reason:
            'is missing: with authType: "oauth" write "per_user_dynamic_client", or "legacy_shared_provider" with an ' +
            "oauthProviderId",
        },
      ];
    case "legacy_shared_provider":
      return hasProvider
        ? []
        : [
            {
              property: "oauthProviderId",
              reason: 'is missing: with oauthMode: "legacy_shared_provider" write the id of the shared OAuth provider',
            },
          ];
    case "per_user_dynamic_client":
      return knownProvider
        ? [
            {
              property: "oauthProviderId",
              reason:
                'belongs to oauthMode: "legacy_shared_provider": with "per_user_dynamic_client" each user gets a ' +
                "provider of their own, so drop it",
            },
          ]
        : [];
    default:
      return [];
  }
}

/**
 * OAuth writes this header with each user's token. Other headers are fine beside it: the API attaches them to every
 * call, whatever the type.
 */
function authorizationHeaders(inputs: unknown): CheckFailure[] {
  return entriesOf(fieldOf(inputs, "headers"))
    .filter(([name, value]) => name.toLowerCase() === "authorization" && isSet(value))
    .map(([name]) => ({
      property: headerProperty(name),
      reason: 'is written by OAuth: leave it out, or write authType: "headers"',
    }));
}
