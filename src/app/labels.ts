import type { MarkShape } from '../charts/marks.ts'
import type { Configuration, Measurement, Tag } from '../dataset/record.ts'
import { standardSelection } from '../runtimes/selection.ts'

type Backend = Configuration['backend']

export const backendLabels: Record<Backend, string> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WASM',
  cpu: 'CPU',
}

export const backendShapes: Record<Backend, MarkShape> = {
  webgpu: 'circle',
  webgl: 'square',
  wasm: 'triangle',
  cpu: 'diamond',
}

/** `WebGPU`, `WASM 1 thread`, `WASM 4 threads, not fused`, `WebGPU, im2col`. */
export function configurationLabel(configuration: Configuration): string {
  const { backend, threads } = configuration
  const engine =
    backend === 'wasm'
      ? `${backendLabels.wasm} ${threads} ${threads === 1 ? 'thread' : 'threads'}`
      : backendLabels[backend]
  return [engine, ...variantParts(configuration)].join(', ')
}

/** What differs from the standard way on the same engine: `not fused, im2col`; empty where nothing does. */
export const variantLabel = (configuration: Pick<Configuration, 'fusion' | 'selection'>): string =>
  variantParts(configuration).join(', ')

const variantParts = ({ fusion, selection }: Pick<Configuration, 'fusion' | 'selection'>): string[] => [
  ...(fusion === 'on' ? [] : ['not fused']),
  ...(selection === standardSelection ? [] : [selection]),
]

/** Order of engines everywhere: GPU backends first, threads from few to many. */
export const placeOf = ({ backend, threads }: Pick<Configuration, 'backend' | 'threads'>): number =>
  1000 * Object.keys(backendLabels).indexOf(backend) + threads

/** Configurations that are equal here are one row of a table. */
export const configurationKey = ({ backend, threads, fusion, selection }: Configuration): string =>
  `${backend}-${threads}-${fusion}-${selection}`

export const statusLabels: Record<Measurement['status'], string> = {
  ok: 'Measured',
  skipped: 'Skipped',
  failed: 'Failed',
}

/** What each tag of a measurement means. */
export const tagSentences: Record<Tag, string> = {
  drift: 'The device had slowed down since its best of this run.',
  'warmup-timeout': 'The times had not settled when the time for warming up was over.',
  clock: 'All samples were taken at another clock state than the best of this run; the median is of those.',
  'incorrect-output': 'The output differs from the reference by more than rounding explains.',
  noisy: 'Half of the interval of the median is more than 10 % of the median.',
  revisit: 'Measured a second time in a later block, to see how well times repeat.',
  canary: 'One of the networks that are measured again and again to notice drift.',
  software: 'The GPU is emulated on the CPU: the output is right, the times say nothing about a GPU.',
  'kernel-clock':
    'The clock of the kernels failed, or said what cannot be right: its times of single kernels were left out.',
}

export const stopSentences = {
  narrow: 'Sampling ended because the interval was narrow enough.',
  samples: 'Sampling ended at the largest number of samples.',
  time: 'Sampling ended because the time for it was over.',
} as const

export const reasonLabels = {
  'no-backend': 'Backend missing',
  'exceeds-limits': 'Too large for this device',
  'unsupported-operation': 'Operation not supported',
  timeout: 'Took too long',
  'tab-killed': 'The tab was closed or killed',
  'device-lost': 'GPU device lost',
  'context-lost': 'WebGL context lost',
  'wrong-backend': 'Another backend answered',
  voided: 'Interrupted',
  error: 'Error of the engine',
} as const
