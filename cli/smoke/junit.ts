/** The report as JUnit XML, which CI systems show. Source of the format: the schema of Apache Ant's JUnit task. */
import { create } from "xmlbuilder2";
import { type CaseReport, caseText, type SmokeReport } from "../../provider/smoke";

/**
 * A wrong answer is a `failure`; whatever kept a case from ending is an `error`.
 *
 * @param suite the suite's name, for example that of the cases file
 */
export function junitXml(report: SmokeReport, suite: string): string {
  const count = (is: (one: CaseReport) => boolean): number => report.cases.filter(is).length;
  const totals = {
    tests: report.cases.length,
    failures: count(isFailure),
    errors: count(isError),
    time: report.durationSeconds.toFixed(3),
  };
  const root = create({ version: "1.0", encoding: "UTF-8", invalidCharReplacement: "\uFFFD" })
    .ele("testsuites", totals)
    .ele("testsuite", { name: suite, ...totals });
  for (const one of report.cases) {
    const element = root.ele("testcase", { classname: suite, name: one.name, time: one.durationSeconds.toFixed(3) });
    if (one.attempts > 1) {
      element.ele("properties").ele("property", { name: "attempts", value: String(one.attempts) });
    }
    if (isFailure(one) || isError(one)) {
      const message = one.failures.map(({ expectation, text }) => `${expectation}: ${text}`).join("\n");
      element
        .ele(isFailure(one) ? "failure" : "error", { type: one.outcome, message })
        .txt(caseText(one, report.agentId));
    }
  }
  return root.end({ prettyPrint: true });
}

function isFailure({ outcome }: CaseReport): boolean {
  return outcome === "failed";
}

function isError(one: CaseReport): boolean {
  return one.outcome !== "passed" && !isFailure(one);
}
