import { configurationLabel, tagSentences } from '../../app/labels.ts'
import { platformLabel } from '../../app/platform-label.ts'
import type { WholeRecord } from '../../app/data-manager.svelte.ts'
import { kernelTimesOf } from '../../dataset/kernels.ts'
import type { MeasuredOk, Timing } from '../../dataset/record.ts'
import { factsOf } from '../../dataset/row.ts'
import { accountParts, accountRest, accountSentence } from './account-text.ts'
import { methodParts } from './kernel-method.ts'
import { firstSource, totalMs, unitLabel, unitsOf, type TimeSource } from './kernel-units.ts'
import { plain, plainNumber } from './number-writer.ts'

const mostKernels = 10

/** A measurement as a text for an issue, a chat or a paper: Markdown in English, numbers the same in every language. */
export function markdownOf({
  measurement,
  architecture,
  platform,
}: Pick<WholeRecord, 'architecture' | 'platform'> & { measurement: MeasuredOk }): string {
  const { configuration, context, app } = measurement
  const facts = factsOf(architecture)
  const name = facts.key === '' ? facts.space : `${facts.space}, ${facts.key}`
  const { gpuVendor, gpuArchitecture, gpuDescription } = platform.backend
  const gpu = [gpuVendor, gpuArchitecture, gpuDescription].filter((part) => part !== '').join(' ')
  const lines = [
    `## ${textOf(facts.label)}: ${configurationLabel(configuration)}`,
    '',
    `- Network: ${textOf(name)}; ${architecture.graph.nodes.length} operations, ${plainNumber(facts.flops / 1e6)} MFLOP, ${plainNumber(facts.parameters / 1e6)} M parameters`,
    `- Platform: ${textOf(platformLabel(platform))}${gpu === '' ? '' : `; GPU ${textOf(gpu)}`}; ${platform.engine.name} ${platform.engine.version}`,
    `- Configuration: fusion ${configuration.fusion}, selection ${configuration.selection}, ${configuration.precision}, ${plain.countOf(configuration.threads, 'thread', 'threads')}`,
    `- One awaited inference: ${timingText(measurement.latencyMs)}`,
    `- Per inference in a batch of ${measurement.perInferenceMs.batch}: ${timingText(measurement.perInferenceMs)}`,
    ...context.tags.map((tag) => `- Note (${tag}): ${tagSentences[tag]}`),
    ...accountLines(measurement),
    ...kernelLines(measurement, architecture),
    '',
    `Inferometer ${app.version} (${app.commit}), ${measurement.measuredAt}, measurement \`${measurement.id}\``,
    '',
  ]
  return lines.join('\n')
}

const timingText = ({ median, low, high, n }: Timing): string =>
  `**${plain.ms(median)}** (95 % interval of the median ${plainNumber(low)} to ${plain.ms(high)}, n ${n}, clock of the page)`

function accountLines({ account, latencyMs }: MeasuredOk): string[] {
  if (account === null) return []
  const whole = latencyMs.median
  const row = (label: string, ms: number) => `| ${label} | ${plainNumber(ms)} | ${plain.share(ms / whole)} |`
  return [
    '',
    '### Where the time goes',
    '',
    accountSentence(account, whole, plain),
    '',
    '| part | ms | share |',
    '| --- | ---: | ---: |',
    ...accountParts(account).map(({ label, value }) => row(label, value)),
    row(account.unexplainedMs < 0 ? 'Overlap' : accountRest.label, account.unexplainedMs),
    row('One awaited inference', whole),
  ]
}

const sourceTitles: Readonly<Record<TimeSource, string>> = {
  'in-network': 'in the network',
  isolated: 'each repeated alone',
}

function kernelLines(measurement: MeasuredOk, architecture: WholeRecord['architecture']): string[] {
  const run = measurement.kernels
  if (run === null) return []
  const source = firstSource(run)
  const method = [
    '',
    ...methodParts(run, measurement.latencyMs.median, plain).map(({ name, text }) => `- ${name}: ${text}`),
  ]
  if (source === null) return method
  const units = unitsOf(kernelTimesOf(measurement, architecture), architecture.graph, source)
  const total = totalMs(units)
  const timed = units
    .flatMap(({ time, ...unit }) => (time === null ? [] : [{ ...unit, time }]))
    .sort((a, b) => b.time.ms - a.time.ms)
  return [
    '',
    `### Kernels, ${sourceTitles[source]}: the longest ${Math.min(mostKernels, timed.length)} of ${units.length}`,
    '',
    '| layer | program | µs | 95 % interval | n | share | MFLOP | MB | GFLOP/s | GB/s |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...timed.slice(0, mostKernels).map((unit) => {
      const { ms, low, high, n, statistic } = unit.time
      const rate = (amount: number) => (ms === 0 ? '–' : plainNumber(amount / ms / 1e6))
      const cells = [
        unit.layer,
        unitLabel(unit),
        plainNumber(1000 * ms),
        `${plainNumber(1000 * low)} to ${plainNumber(1000 * high)}`,
        statistic === 'mean' ? `${n} (mean)` : String(n),
        plain.share(total > 0 ? ms / total : 0),
        plainNumber(unit.flops / 1e6),
        plainNumber(unit.bytes / 1e6),
        rate(unit.flops),
        rate(unit.bytes),
      ]
      return `| ${cells.map(textOf).join(' | ')} |`
    }),
    ...method,
  ]
}

/** Names come from files of others: nothing in them may become a link, a picture, HTML or another cell. */
const textOf = (text: string): string => text.replace(/[\\`*_{}[\]<>#|!~@]/g, '\\$&').replace(/\s+/g, ' ')
