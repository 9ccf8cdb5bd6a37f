import type { Architecture } from '../../architecture/graph.ts'
import { bytesPerElement, costs } from '../../architecture/cost.ts'
import { elementsOf, inferShapes } from '../../architecture/shapes.ts'
import { RuntimeFault, type BackendName, type Runtime, type RuntimeConfiguration } from '../runtime.ts'
import { selectionFlags } from '../selection.ts'
import { withinTime } from '../time-limit.ts'
import type { Backend } from './backend.ts'
import * as tf from './engine.ts'
import { TfjsExecutable } from './executable.ts'
import { lower } from './lower.ts'
import { requireRunnable } from './needed-kernels.ts'

/**
 * Starts TF.js on one backend. Backends are separate chunks, loaded only when they are wanted.
 *
 * @param limitMs the backend is given up after this long: it can hang for ever.
 * @throws {RuntimeFault} `no-backend` where it is missing here, `timeout`, `wrong-backend` where another one answers.
 */
export async function startTfjs(configuration: RuntimeConfiguration, limitMs: number): Promise<Runtime> {
  const { backend: name } = configuration
  const backend = await withinTime(startBackend(configuration), limitMs, `Starting ${name}`)
  const flags = Object.fromEntries(
    backend.flagNames.map((flag) => [flag, tf.env().get(flag) as boolean | number]),
  )
  const assertActive = () => {
    if (tf.getBackend() !== name)
      throw new RuntimeFault('wrong-backend', `${tf.getBackend()} is active instead of ${name}.`)
  }
  return {
    configuration,
    facts: { ...backend.facts, engine: { name: 'tfjs', version: tf.version_core }, flags },
    prepare(architecture: Architecture) {
      assertActive()
      requireFits(architecture, backend.mostTensorBytes)
      const program = lower(architecture, configuration.fusion)
      requireRunnable(program, name)
      return new TfjsExecutable(program, backend)
    },
    canary: backend.canary,
    roundTrip: backend.roundTrip,
    programsCompiled: backend.programsCompiled,
    broken: backend.broken,
    async stop() {
      // Removing disposes the backend and forgets how to make it: registered again, it can be started afresh.
      const factory = tf.findBackendFactory(name)
      tf.removeBackend(name)
      tf.registerBackend(name, factory)
      backend.stop()
    },
  }
}

async function startBackend({ backend: name, threads, selection }: RuntimeConfiguration): Promise<Backend> {
  const flags = selectionFlags(selection, name)
  forgetFlags(name)
  const activate = (): Promise<void> => {
    for (const [flag, value] of Object.entries(flags)) tf.env().set(flag, value)
    return activateBackend(name)
  }
  switch (name) {
    case 'webgpu': {
      const { prepareWebgpu, webgpuBackend } = await import('./backend-webgpu.ts')
      prepareWebgpu()
      await activate()
      return webgpuBackend()
    }
    case 'webgl': {
      const { prepareWebgl, webglBackend } = await import('./backend-webgl.ts')
      prepareWebgl()
      await activate()
      return webglBackend()
    }
    case 'wasm': {
      const { prepareWasm, wasmBackend } = await import('./backend-wasm.ts')
      await prepareWasm(threads)
      await activate()
      return wasmBackend(threads)
    }
    case 'cpu': {
      const { cpuBackend } = await import('./backend-cpu.ts')
      await activate()
      return cpuBackend()
    }
    default:
      return name satisfies never
  }
}

/**
 * What TF.js worked out of the flags of a backend is worked out anew: most follow from others, and an earlier start may
 * have had another selection.
 */
function forgetFlags(backend: BackendName): void {
  const environment = tf.env()
  const others = Object.entries(environment.getFlags()).filter(
    ([flag]) => !flag.startsWith(backend.toUpperCase()),
  )
  environment.setFlags(Object.fromEntries(others))
}

async function activateBackend(name: string): Promise<void> {
  let isStarted: boolean
  try {
    isStarted = await tf.setBackend(name)
  } catch (error) {
    throw new RuntimeFault(
      'no-backend',
      `${name} did not start: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  if (!isStarted) throw new RuntimeFault('no-backend', `${name} is not available in this browser.`)
}

/** Every value and every node's weights must fit into one buffer or texture of the device. */
function requireFits(architecture: Architecture, mostBytes: number): void {
  const shapes = inferShapes(architecture)
  for (const [node, { parameters }] of costs(architecture)) {
    const bytes = bytesPerElement * Math.max(parameters, elementsOf(shapes.get(node) ?? []))
    if (bytes > mostBytes)
      throw new RuntimeFault(
        'exceeds-limits',
        `Node "${node}" needs ${Math.ceil(bytes / 2 ** 20)} MiB in one piece; this device allows ${Math.floor(mostBytes / 2 ** 20)} MiB.`,
      )
  }
}
