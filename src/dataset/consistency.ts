import * as v from 'valibot'
import { faultOfAccount } from './account-consistency.ts'
import { faultOfKernels, faultOfNodes } from './kernel-consistency.ts'
import type { ArchitectureRecord, Measurement, PlatformRecord, Timing } from './record.ts'

/**
 * The first thing in a measurement that contradicts itself, as a sentence; null where nothing does. The schema knows
 * each number alone, this knows them together.
 */
export function faultOfMeasurement(measurement: Measurement): string | null {
  if (measurement.status !== 'ok') return null
  const { kernels, configuration } = measurement
  return (
    faultOfTiming('latencyMs', measurement.latencyMs) ??
    faultOfTiming('perInferenceMs', measurement.perInferenceMs) ??
    (kernels && faultOfKernels(kernels, configuration.backend)) ??
    faultOfAccount(measurement)
  )
}

/** As `faultOfMeasurement`, for what a measurement and its architecture say about the same thing. */
export function faultOfArchitecturePair(
  measurement: Measurement,
  { graph }: Pick<ArchitectureRecord, 'graph'>,
): string | null {
  if (measurement.status !== 'ok' || measurement.kernels === null) return null
  return faultOfNodes(measurement.kernels, graph.nodes.length)
}

/** As `faultOfMeasurement`, for what a measurement and its platform say about the same thing. */
export function faultOfPair(measurement: Measurement, platform: PlatformRecord): string | null {
  // What failed may have ended on another backend than it asked for: that is what its reason tells.
  if (measurement.status !== 'ok' || measurement.configuration.backend === platform.backend.name) return null
  const { backend } = measurement.configuration
  return `configuration.backend is “${backend}”, but its platform says “${platform.backend.name}”.`
}

function faultOfTiming(name: string, { median, low, high, n, samples, tagged }: Timing): string | null {
  if (low > median || median > high)
    return `${name}: low ${low}, median ${median} and high ${high} are not in this order.`
  const left = new Set<number>()
  for (const [tag, positions] of Object.entries(tagged))
    for (const position of positions) {
      if (position >= samples.length)
        return `${name}.tagged.${tag} names sample ${position}, but there are ${samples.length}.`
      left.add(position)
    }
  const untagged = samples.length - left.size
  const counted = untagged === 0 ? samples.length : untagged
  if (n !== counted) return `${name}.n is ${n}, but ${counted} samples count.`
  return null
}

/** What a schema found first, with the place: `latencyMs.median: Invalid type: …`. */
export function sentenceOf(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const [issue] = issues
  const place = v.getDotPath(issue)
  const message = issue.message.length > 200 ? `${issue.message.slice(0, 200)}…` : issue.message
  // Our own messages in record.ts begin in lower case and go on from the value.
  const own = /^[a-z]/.test(message)
  const sentence = own ? `the value ${message}` : message
  return `${place === null ? '' : `${place}: `}${sentence.replace(/\.$/, '')}.`
}
