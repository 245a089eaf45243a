/** Checks the Node.js version when it is imported. */
import { requireNode } from "./node-version";

requireNode();
