/** What keeps a tag from being published. */
import { dirname } from "node:path/posix";

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

const TAG = /^v(\d+\.\d+\.\d+)$/;
const PRE_RELEASE_TAG = /^v\d+\.\d+\.\d+-/;

/** One sentence for each problem; none when both packages may be published. */
export function releaseProblems({ tag, manifests, changelog }: Release): string[] {
  const missing = Object.entries(manifests).flatMap(([path, manifest]) => [
    ...ADDRESSES.filter((field) => !hasAddress(manifest[field])).map((field) => `${path} has no ${field}`),
    ...directoryProblems(path, manifest),
  ]);
  if (PRE_RELEASE_TAG.test(tag)) {
    return [...missing, `the tag "${tag}" is a pre-release, which npm would give to everybody as the latest version`];
  }
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

/** npm resolves the links of a package's README from `repository.directory`: without one, from the repository's root. */
function directoryProblems(path: string, { repository }: Manifest): string[] {
  const folder = dirname(path);
  if (folder === "." || !hasAddress(repository)) {
    return [];
  }
  const isNamed =
    typeof repository === "object" &&
    repository !== null &&
    "directory" in repository &&
    repository.directory === folder;
  return isNamed ? [] : [`${path} has no repository.directory "${folder}"`];
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
