/** What keeps a tag from being published. */

/** The part of a package.json that a release depends on, unchecked. */
export interface Manifest {
  readonly version?: unknown;
  readonly repository?: unknown;
  readonly bugs?: unknown;
  readonly homepage?: unknown;
}

export interface Release {
  /** For example `v0.1.0`. */
  readonly tag: string;
  /** The package.json of each published package, by its path. */
  readonly manifests: Readonly<Record<string, Manifest>>;
  /** The text of CHANGELOG.md. */
  readonly changelog: string;
}

/** npm shows these to everybody who considers installing a package, and checks the provenance against `repository`. */
const ADDRESSES = ["repository", "bugs", "homepage"] as const;

const TAG = /^v(\d+\.\d+\.\d+(?:-[\w.-]+)?)$/;

/** One sentence for each problem; none when both packages may be published. */
export function releaseProblems({ tag, manifests, changelog }: Release): string[] {
  const missing = Object.entries(manifests).flatMap(([path, manifest]) =>
    ADDRESSES.filter((field) => !hasAddress(manifest[field])).map((field) => `${path} has no ${field}`),
  );
  const version = TAG.exec(tag)?.[1];
  if (version === undefined) {
    return [...missing, `the tag "${tag}" is not a version: write it like v0.1.0`];
  }
  const otherVersions = Object.entries(manifests)
    .filter(([, manifest]) => manifest.version !== version)
    .map(([path, manifest]) => `${path} has the version ${JSON.stringify(manifest.version)}, but the tag is ${tag}`);
  return [...missing, ...otherVersions, ...changelogProblems(version, changelog)];
}

/** An address is a text or, with more to say than that, an object with a `url`. */
function hasAddress(value: unknown): boolean {
  const url = typeof value === "object" && value !== null && "url" in value ? value.url : value;
  return typeof url === "string" && url.trim() !== "";
}

function changelogProblems(version: string, changelog: string): string[] {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.startsWith(`[${version}]`));
  if (section === undefined) {
    return [`CHANGELOG.md has no section for ${version}: rename [Unreleased] to [${version}] - YYYY-MM-DD`];
  }
  const [heading = "", ...lines] = section.split("\n");
  return [
    ...(/ - \d{4}-\d{2}-\d{2}$/.test(heading) ? [] : [`CHANGELOG.md has no date in the heading of ${version}`]),
    ...(lines.some((line) => line.startsWith("- ")) ? [] : [`CHANGELOG.md says nothing about ${version}`]),
  ];
}
