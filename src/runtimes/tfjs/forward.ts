import { RuntimeFault, type StepTurn } from '../runtime.ts'
import { bind, type Call } from './bind.ts'
import type { BoundWeights } from './bound-weights.ts'
import type * as tf from './engine.ts'
import type { Program } from './step.ts'

/** A step that can be run, over numbered slots. */
export interface BoundStep {
  readonly call: Call
  readonly inputs: readonly number[]
  readonly output: number
  /** Slots that nobody reads after this step. */
  readonly freed: readonly number[]
  readonly nodes: readonly string[]
}

/** Values by slot while a network runs. */
export type Values = (tf.Tensor | undefined)[]

/** Uploads the weights of a network; values are freed right after their last use, in an order fixed here. */
export function bindSteps(program: Program, weights: BoundWeights): BoundStep[] {
  const freed = slotsFreedByStep(program)
  return program.steps.map((step, index) => ({
    call: bind(step, weights),
    inputs: step.inputs,
    output: step.output,
    freed: freed[index] ?? [],
    nodes: step.nodes,
  }))
}

/** The output of a step over the values that are there. */
const callStep = ({ call, inputs }: BoundStep, values: Values): tf.Tensor =>
  call(inputs.map((slot) => values[slot] as tf.Tensor))

/** Runs a step at its turn. */
export function runStep(step: BoundStep, values: Values): void {
  values[step.output] = callStep(step, values)
  for (const slot of step.freed) values[slot]?.dispose()
}

/**
 * Runs steps one after another, each after it was visited.
 * @param counts kernels of each step
 */
export async function visitInTurn(
  steps: readonly BoundStep[],
  counts: readonly number[],
  values: Values,
  visit: (step: StepTurn) => Promise<void>,
  sync: () => Promise<void>,
): Promise<void> {
  let position = 0
  for (const [index, step] of steps.entries()) {
    const kernels = Array.from({ length: counts[index] ?? 0 }, () => position++)
    let isOver = false
    const queue = (times: number) => {
      // Its inputs are freed by then.
      if (isOver) throw new RuntimeFault('error', 'The turn of this step is over.')
      for (let i = 0; i < times; i++) callStep(step, values).dispose()
    }
    await visit({ kernels, nodes: step.nodes, queue, sync })
    isOver = true
    runStep(step, values)
  }
}

/** For each step the slots whose last reader it is. Inputs and outputs of the network are never freed by a step. */
function slotsFreedByStep({ steps, inputs, outputs }: Program): number[][] {
  const lastUse = new Map<number, number>()
  steps.forEach((step, index) => {
    for (const slot of [...step.inputs, step.output]) lastUse.set(slot, index)
  })
  for (const slot of [...outputs, ...inputs.map((input) => input.slot)]) lastUse.delete(slot)
  const freed: number[][] = steps.map(() => [])
  for (const [slot, index] of lastUse) freed[index]?.push(slot)
  return freed
}
