import type { Tone } from '../../charts/tones.ts'
import type { Account } from '../../dataset/kernel-schema.ts'
import type { NumberWriter } from './number-writer.ts'

interface AccountPart {
  readonly label: string
  readonly tone: Tone
  readonly value: number
  readonly meaning: string
}

const kernelMeanings: Readonly<Record<Account['kernelsFrom'], string>> = {
  'in-network': 'Sum of the kernels, timed inside of an inference.',
  isolated: 'Sum of the kernels, each repeated alone: no clock here sees them inside of an inference.',
}

/** The parts of one awaited inference in the order in which they happen, in ms. */
export const accountParts = (account: Account): AccountPart[] => [
  {
    label: 'Dispatch',
    tone: 3,
    value: account.dispatchMs,
    meaning: 'The page builds the kernels and queues them.',
  },
  { label: 'Kernels', tone: 1, value: account.kernelsMs, meaning: kernelMeanings[account.kernelsFrom] },
  {
    label: 'Submit and wait',
    tone: 2,
    value: account.syncMs,
    meaning: 'One submission and its wait, with nothing else to wait for.',
  },
  {
    label: 'Reading back',
    tone: 5,
    value: account.readbackMs,
    meaning: 'The output is read after everything is done, without the wait counted above.',
  },
]

export const accountRest = {
  label: 'Unexplained',
  meaning: 'What is left of the latency: no part accounts for it.',
}
export const accountOverlap = {
  label: 'Overlap',
  meaning:
    'The parts add up to more than the latency: some happen at the same time, such as a GPU that works while the page still dispatches.',
}

/** `Of 3.60 ms, kernels take 0.120 ms (3.3 %), dispatch …; 0.400 ms (11 %) stay unexplained.` */
export function accountSentence(account: Account, latencyMs: number, write: NumberWriter): string {
  const withShare = (ms: number) => `${write.ms(ms)} (${write.share(ms / latencyMs)})`
  const parts = [
    `kernels take ${withShare(account.kernelsMs)}`,
    `dispatch ${withShare(account.dispatchMs)}`,
    `submission and waiting ${withShare(account.syncMs)}`,
    `reading back ${withShare(account.readbackMs)}`,
  ]
  const { unexplainedMs } = account
  const rest =
    unexplainedMs >= 0
      ? `; ${withShare(unexplainedMs)} ${unexplainedMs === 0 ? 'is left.' : 'stay unexplained.'}`
      : `. Together that is ${withShare(-unexplainedMs)} too much: parts overlap.`
  return `Of ${write.ms(latencyMs)}, ${parts.join(', ')}${rest}`
}
