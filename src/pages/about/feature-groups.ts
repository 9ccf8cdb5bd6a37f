import { kernelFeatures } from '../../prediction/features/kernel-features.ts'
import { graphInputFeatures } from '../../prediction/regressors/gp/graph-inputs.ts'
import { networkFeatures } from '../../prediction/network-model/network-features.ts'

/** A number that predictors see, in plain words. */
export interface FeatureRow {
  readonly name: string
  readonly unit: string
  readonly meaning: string
}
export interface FeatureGroup {
  readonly title: string
  readonly sentence: string
  readonly features: readonly FeatureRow[]
}

/** Stands for any kind of operation in the names of features of graphs. */
const anyKind = 'KIND'

/** By name; a test holds them against the features. */
const graphMeanings: Readonly<Record<string, string>> = {
  operations: 'Operations after dead ones were left out and skips contracted',
  isEmpty: 'Whether there is no operation at all',
  additions: 'Additions that sum what several operations give; each different sum counts once',
  sharedAdditions: 'Additions that are left where sums share parts',
  differentSums: 'Different sums that are read or given',
  sumsOfSeveral: 'Those of at least two terms',
  sumsOfMany: 'Those of at least three terms',
  outputTerms: 'Terms of the sum that is the result',
  outputReadsInput: 'Whether the input is a term of the result',
  inputInOutput: 'How often it is',
  depth: 'Most operations on one way through the network',
  mostTerms: 'Terms of the longest sum',
  mostConsumers: 'Most operations that read one value',
  width: 'Most operations that are equally many operations away from the input',
  readersOfInput: 'Operations that read the input',
  [`count:${anyKind}`]: 'Operations of one kind, such as conv2d',
  [`sumsInto:${anyKind}`]: 'Different sums that operations of the kind read',
  [`depth:${anyKind}`]: 'Most operations of the kind on one way through the network',
  path: 'Cost of the dearest way through the network; the cost of each kind is learnt',
}

const inWords = ({ name, unit, meaning }: FeatureRow): FeatureRow => ({
  name,
  unit: unit === '1' ? '' : unit,
  meaning,
})

/** Everything that predictors see, as the About page lists it. */
export const featureGroups: readonly FeatureGroup[] = [
  {
    title: 'Of a kernel',
    sentence:
      'What the planner knows of a kernel before it runs. The file “Features (.csv)” of the Data page has them.',
    features: kernelFeatures(1).map(inWords),
  },
  {
    title: 'Of a network',
    sentence: 'Where kernels were not timed, a latency is a sum over these.',
    features: networkFeatures.map(inWords),
  },
  {
    title: 'Of its graph',
    sentence:
      'What tells networks apart that have the same operations. All of them count a second time, as “merged:”, where operations that compute the same are one.',
    features: graphInputFeatures([anyKind])
      .filter(({ name }) => !name.startsWith('merged:'))
      .map(({ name, unit }) => ({ name, unit, meaning: graphMeanings[name] ?? '' })),
  },
]
