import { evaluateNasbench201 } from './evaluate-nasbench201.ts'
import { UsageError } from './options.ts'
import type { Subcommand } from './subcommand.ts'

/** Ways to judge predictors on public tables, one file a protocol: a new one is added here. */
const protocols: Readonly<Record<string, Subcommand>> = { nasbench201: evaluateNasbench201 }

/** Learns from public tables and tells how well, beside published numbers. */
export const evaluate: Subcommand = {
  summary: 'trains predictors on a public table and judges them by a known protocol',
  help: [
    'npm run lab -- evaluate PROTOCOL [options]',
    ...Object.entries(protocols).flatMap(([name, { summary, help }]) => ['', `${name}: ${summary}`, help]),
  ].join('\n'),
  run([name = '', ...args]) {
    const protocol = Object.hasOwn(protocols, name) ? protocols[name] : undefined
    if (protocol === undefined)
      throw new UsageError(`There is no protocol "${name}". There are: ${Object.keys(protocols).join(', ')}.`)
    return protocol.run(args)
  },
}
