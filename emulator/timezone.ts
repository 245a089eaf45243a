/** An IANA time zone by its usual name. One that is missing or unknown is `UTC`, as the reference says. */
export function validTimezone(name = "UTC"): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
