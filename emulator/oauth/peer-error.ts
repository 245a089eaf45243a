/** Why an authorization server could not be used. Holds nothing of what it answered: that may be a token. */
export class OAuthPeerError extends Error {
  override readonly name = "OAuthPeerError";
}
