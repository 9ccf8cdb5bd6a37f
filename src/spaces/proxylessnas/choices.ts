/** Digits of a key: linear bottlenecks (Cai, Zhu and Han 2019, section 4.2). */
export const choices = [
  { kernel: 3, expansion: 3 },
  { kernel: 3, expansion: 6 },
  { kernel: 5, expansion: 3 },
  { kernel: 5, expansion: 6 },
  { kernel: 7, expansion: 3 },
  { kernel: 7, expansion: 6 },
] as const
/** The digit after those of the bottlenecks: the layer computes nothing. */
export const skip = String(choices.length)

/** Layers of each stage. */
export const stages = [4, 4, 4, 4, 4, 1] as const
export const layers = stages.reduce((sum: number, count) => sum + count, 0)

export interface Widths {
  readonly stem: number
  /** Of the first bottleneck, which is the same in every network. */
  readonly first: number
  /** Of each stage. */
  readonly stages: readonly number[]
  readonly head: number
}

/** Of published networks; the first is what is drawn. */
export const widthsNames = ['mobile', 'cpu', 'gpu'] as const
export type WidthsName = (typeof widthsNames)[number]

export const widths: Readonly<Record<WidthsName, Widths>> = {
  mobile: { stem: 32, first: 16, stages: [32, 40, 80, 96, 192, 320], head: 1280 },
  cpu: { stem: 40, first: 24, stages: [32, 48, 88, 104, 216, 360], head: 1432 },
  gpu: { stem: 40, first: 24, stages: [32, 56, 112, 128, 256, 432], head: 1728 },
}

/** The digits of each stage. */
export function byStage(digits: string): string[] {
  let begin = 0
  return stages.map((count) => digits.slice(begin, (begin += count)))
}

/** The digits with the skips at the end of their stage: where one stands makes no difference. */
export const settled = (digits: string): string =>
  byStage(digits)
    .map((stage) => stage.replaceAll(skip, '').padEnd(stage.length, skip))
    .join('')
