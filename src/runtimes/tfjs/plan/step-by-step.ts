import type { Shape } from '../../../architecture/graph.ts'
import type { Kernel, PlacedKernel } from '../../kernel.ts'
import { bind } from '../bind.ts'
import type { KernelObserver } from '../observe.ts'
import type { Program, Step } from '../step.ts'
import { ShapesOnly } from './shapes-only.ts'
import type { StepMemory } from './step-memory.ts'
import type { Stub } from './stub.ts'

/** Plans of steps that have been planned before, wherever. */
export type Remembered = StepMemory<readonly Kernel[]>

/** The kernels of a network where those of a step depend on nothing but the step. */
export function planStepByStep(
  program: Program,
  stub: Stub,
  makeObserver: () => KernelObserver,
  remembered: Remembered,
): PlacedKernel[] {
  const shapes = slotShapes(program)
  let observer: KernelObserver | undefined
  try {
    const kernels: PlacedKernel[] = []
    for (const step of program.steps) {
      const found = remembered.find(step, shapes, () => {
        observer ??= makeObserver()
        callAlone(step, shapes, stub)
        return observer.take()
      })
      for (const kernel of found) kernels.push({ ...kernel, nodes: step.nodes })
    }
    return kernels
  } finally {
    observer?.close()
  }
}

function callAlone(step: Step, shapes: readonly Shape[], stub: Stub): void {
  const weights = new ShapesOnly(stub)
  try {
    const call = bind(step, weights)
    call(step.inputs.map((slot) => weights.value([1, ...(shapes[slot] ?? [])]))).dispose()
  } finally {
    weights.dispose()
  }
}

/** Shapes of all slots, without the batch. */
export function slotShapes({ inputs, steps }: Program): Shape[] {
  const shapes: Shape[] = []
  for (const { slot, shape } of inputs) shapes[slot] = shape
  for (const { output, outputShape } of steps) shapes[output] = outputShape
  return shapes
}
