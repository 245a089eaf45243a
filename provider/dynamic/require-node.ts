/** Checks the Node.js version when it is imported. */
import { requireNode } from "../helpers/node-version";

requireNode("pulumi-deepagents");
