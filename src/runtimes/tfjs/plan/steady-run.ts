import type { PlacedKernel } from '../../kernel.ts'
import * as tf from '../engine.ts'
import { bindSteps, runStep, type Values } from '../forward.ts'
import type { Program } from '../step.ts'
import { ShapesOnly } from './shapes-only.ts'
import type { Stub } from './stub.ts'

/**
 * The kernels of a steady run of a whole network, where those of a step depend on the layout that other steps left their
 * values in. The network is taken through what an engine does before it is timed: compiled, run once (weights are brought
 * into the layout that their first reader wants, and stay in it), run again.
 */
export function planSteadyRun(program: Program, stub: Stub): PlacedKernel[] {
  const weights = new ShapesOnly(stub)
  try {
    const inputs: Values = []
    for (const { slot, shape } of program.inputs) inputs[slot] = weights.value([1, ...shape])
    const steps = bindSteps(program, weights)
    const run = (after: (nodes: readonly string[]) => void = () => undefined) => {
      const values = [...inputs]
      for (const step of steps) {
        runStep(step, values)
        after(step.nodes)
      }
      for (const slot of new Set(program.outputs)) if (!inputs[slot]) values[slot]?.dispose()
    }
    compileOnly(run)
    run()
    const observer = stub.observer()
    const kernels: PlacedKernel[] = []
    try {
      run((nodes) => {
        for (const kernel of observer.take()) kernels.push({ ...kernel, nodes })
      })
    } finally {
      observer.close()
    }
    return kernels
  } finally {
    weights.dispose()
  }
}

function compileOnly(run: () => void): void {
  tf.env().set('ENGINE_COMPILE_ONLY', true)
  try {
    run()
  } finally {
    tf.env().set('ENGINE_COMPILE_ONLY', false)
  }
}
