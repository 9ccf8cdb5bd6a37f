import { evaluateAblation } from './evaluate-ablation.ts'
import { evaluateBrowser } from './evaluate-browser.ts'
import { evaluateChoice } from './evaluate-choice.ts'
import { evaluateFewShot } from './evaluate-fewshot.ts'
import { evaluateLearningCurve } from './evaluate-learning-curve.ts'
import { evaluateNasbench201 } from './evaluate-nasbench201.ts'
import { evaluateOpwiseTables } from './evaluate-opwise.ts'
import { evaluateRecords } from './evaluate-records.ts'
import { evaluateShift } from './evaluate-shift.ts'
import { UsageError } from './options.ts'
import type { Subcommand } from './subcommand.ts'

/** Ways to judge predictors on public tables, one file a protocol: a new one is added here. */
const protocols: Readonly<Record<string, Subcommand>> = {
  nasbench201: evaluateNasbench201,
  'learning-curve': evaluateLearningCurve,
  fewshot: evaluateFewShot,
  choice: evaluateChoice,
  opwise: evaluateOpwiseTables,
  browser: evaluateBrowser,
  shift: evaluateShift,
  ablation: evaluateAblation,
  records: evaluateRecords,
}

/** Learns from public tables and tells how well, beside published numbers. */
export const evaluate: Subcommand = {
  summary: 'trains predictors on a public table and judges them by a known protocol',
  help: [
    'npm run lab -- evaluate PROTOCOL [options]',
    '',
    'Each protocol learns from a part of a table and is judged by another part, beside simple ways of predicting.',
    '',
    ...Object.entries(protocols).map(([name, { summary }]) => `  ${name.padEnd(16)} ${summary}`),
    ...Object.entries(protocols).flatMap(([name, { help }]) => ['', `${name}:`, help]),
  ].join('\n'),
  run([name = '', ...args]) {
    const protocol = Object.hasOwn(protocols, name) ? protocols[name] : undefined
    if (protocol === undefined)
      throw new UsageError(`There is no protocol "${name}". There are: ${Object.keys(protocols).join(', ')}.`)
    return protocol.run(args)
  },
}
