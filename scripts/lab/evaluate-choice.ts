import { choiceScores, designs, poolRows } from '../../src/prediction/evaluation/choice.ts'
import { graphMethod } from '../../src/prediction/evaluation/method.ts'
import type { Score } from '../../src/prediction/evaluation/score.ts'
import { GraphGp } from '../../src/prediction/regressors/gp/graph-gp.ts'
import { cellsByDevice } from './evaluate-cells.ts'
import { readCsv } from './evaluate-csv.ts'
import { deliver, tellScore } from './evaluate-deliver.ts'
import { checked, commonOptionHelp, commonOptionKinds, commonOptionsOf } from './evaluate-options.ts'
import { parseOptions } from './options.ts'
import type { Subcommand } from './subcommand.ts'

const defaults = { train: [10, 30, 100], seeds: 10 }

export const evaluateChoice: Subcommand = {
  summary: `which networks to measure: ${designs.join(', ')}`,
  help: commonOptionHelp('CSV with a column "ops" of six digits and one column of ms a device', defaults),
  async run(args) {
    const options = commonOptionsOf(parseOptions(args, commonOptionKinds), defaults)
    const table = await readCsv(options.tablePath)
    const method = graphMethod('gp', new GraphGp())
    const scores: Score[] = []
    for await (const { device, measured } of cellsByDevice(table, options.devices))
      for (const seed of options.seeds) {
        const found = await checked(() => choiceScores(method, device, measured, options.train, seed))
        found.forEach(tellScore)
        scores.push(...found)
      }
    const notes = [
      `Networks are chosen from ${poolRows} random ones of each seed, 2000 others are judged; the learner is the Gaussian process of graphs.`,
      'Every network takes equally long to measure here. Variance per second begins with 10 stratified networks and chooses anew after every 10; a quarter of what it chooses is random.',
    ]
    return deliver({ protocol: 'choice', scores, ceilings: [], published: [], notes }, options)
  },
}
