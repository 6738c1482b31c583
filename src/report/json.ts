// A report as the JSON document of --json. Its shape is a promise: programs read it.

import type { Finding } from '../model/finding.ts';
import type { EngineReport, Report } from '../model/outcome.ts';
import type { Language } from './languages/language.ts';
import { sentenceOf } from './languages/sentence.ts';
import { visibleJson } from './visible.ts';

/** One document with a line feed at its end. */
export function toJson(report: Report, language: Language): string {
  const { command, outcome, id, changes, engines, findings, entries, generations, text } = report;
  const document = {
    version: 1,
    command,
    outcome,
    id,
    changes,
    engines: engines.map(engineJson),
    findings: findings.map((finding) => findingJson(finding, language)),
    ...(entries === undefined ? {} : { entries }),
    ...(generations === undefined ? {} : { generations }),
    ...(text === undefined ? {} : { text }),
  };
  return `${visibleJson(JSON.stringify(document, null, 2))}\n`;
}

/** The keys in the order of the documentation, whatever the order in which they were put together. */
function engineJson(report: EngineReport) {
  const { engine, version, running, changes, activation, loaded, inSync } = report;
  const { entries, endpoints, images } = report;
  return {
    engine,
    version,
    running,
    changes,
    activation,
    loaded,
    inSync,
    ...(entries === undefined ? {} : { entries }),
    ...(endpoints === undefined ? {} : { endpoints }),
    ...(images === undefined ? {} : { images }),
  };
}

/** The arguments stand beside the fields of every finding, and never in place of one. */
function findingJson(finding: Finding, language: Language) {
  const { code, severity, engine, path, position } = finding;
  const { message, hint } = sentenceOf(finding, language);
  const fields = {
    code,
    severity,
    message,
    hint,
    ...(engine === undefined ? {} : { engine }),
    ...(path === undefined ? {} : { path }),
    ...(position === undefined ? {} : { line: position.line, column: position.column }),
  };
  return { ...fields, ...finding.arguments, ...fields };
}
