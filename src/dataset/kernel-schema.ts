import * as v from 'valibot'
import {
  count,
  finite,
  freeKey,
  indices,
  microseconds,
  milliseconds,
  said,
  shortText,
  text,
} from './fields.ts'

/** Most kernels of a network, and most that differ. */
const mostKernels = 10_000
const extent = v.pipe(count, v.minValue(1))
const grid = v.pipe(v.array(extent), v.maxLength(3))
const shape = v.pipe(v.array(extent), v.maxLength(6))
const plain = v.union([v.boolean(), finite, shortText])

/** A program that a GPU was asked to run, or a call of a kernel on WASM. */
export const kernelSchema = v.strictObject({
  kernel: said(shortText, 'Kernel of the engine that launched it, such as `FusedConv2D`.'),
  program: said(shortText, 'Class of the program, such as `Conv2DMMProgram`; empty on WASM.'),
  shaderKey: said(
    text,
    'Equal keys run the same code: the key of the engine on WebGPU, a hash of it on WebGL, empty on WASM.',
  ),
  variant: said(
    shortText,
    'Form of the program that was chosen, such as `vec4`; empty where there is one only.',
  ),
  dispatch: said(grid, 'Workgroups along x, y and z; empty but on WebGPU.'),
  workgroupSize: said(grid, 'Threads of a workgroup along x, y and z; empty but on WebGPU.'),
  attributes: said(
    v.nullable(v.record(freeKey, v.union([plain, v.pipe(v.array(plain), v.maxLength(64))]))),
    'Attributes of the call on WASM, such as `strides`; null on a GPU.',
  ),
  inputShapes: said(v.pipe(v.array(shape), v.maxLength(1024)), 'Shapes of what it reads, batch first.'),
  outputShape: said(shape, 'Shape of what it writes, batch first.'),
})
export type KernelRecord = v.InferOutput<typeof kernelSchema>

/** Time of one kernel, or of a few that were timed together. */
export const kernelTimeSchema = v.strictObject({
  ms: said(milliseconds, 'Location of the samples: their median, or their mean where `statistic` says so.'),
  low: said(milliseconds, 'Lower end of its 95 % interval.'),
  high: said(milliseconds, 'Upper end of that interval.'),
  n: said(extent, 'Samples that it is made of.'),
  statistic: said(
    v.picklist(['median', 'mean']),
    '`mean` where the step of the clock is more than 2 % of the time: the mean of a coarse clock is right, its median a multiple of the step.',
  ),
})
export type KernelTime = v.InferOutput<typeof kernelTimeSchema>

/** Kernels of one network on one platform, and what was timed of them. */
export const kernelRunSchema = v.strictObject({
  table: said(v.pipe(v.array(kernelSchema), v.maxLength(mostKernels)), 'The different kernels.'),
  calls: said(
    v.pipe(
      v.array(
        v.strictObject({
          kernel: said(count, 'Place in `table`.'),
          nodes: said(indices, "Places of the nodes that it serves, in the architecture's `graph.nodes`."),
        }),
      ),
      v.maxLength(mostKernels),
    ),
    'Every kernel of one steady inference, in the order of dispatch.',
  ),
  planMisses: said(
    v.nullable(count),
    'Kernels of the run that were planned otherwise, and planned ones that did not run; null where no plan was made.',
  ),
  inNetwork: said(
    v.nullable(
      v.strictObject({
        method: said(
          v.picklist(['gpu-timestamp', 'gpu-timer-query', 'call-wall']),
          "The clock: the GPU's own on WebGPU or WebGL, or the page's around each call.",
        ),
        quantumUs: said(microseconds, 'Step of that clock, found in its readings.'),
        passes: said(extent, 'Inferences with the clock around each kernel.'),
        wallMs: said(
          milliseconds,
          'Median of one such inference, awaited, by the page: the clock itself costs time.',
        ),
        canaryMs: said(
          v.pipe(v.array(v.tuple([milliseconds, milliseconds])), v.maxLength(mostKernels)),
          'Clock canary before the first kernel and after the last of each pass, in the same submission; empty where none ran.',
        ),
        offClock: said(indices, 'Passes at another clock state, which the times leave out.'),
        times: said(
          v.pipe(v.array(v.nullable(kernelTimeSchema)), v.maxLength(mostKernels)),
          'One for each of `calls`; null where the clock gave no valid time.',
        ),
      }),
    ),
    'Times of the kernels inside of a whole inference; null where there is no clock for that.',
  ),
  isolated: said(
    v.nullable(
      v.strictObject({
        method: said(
          v.picklist(['gpu-timestamp', 'slope']),
          '`gpu-timestamp`: dispatched again and again between two readings of the GPU. `slope`: the operation queued more and less often behind one sync, the difference divided.',
        ),
        quantumUs: said(microseconds, 'Step of the clock that was used.'),
        times: said(
          v.pipe(
            v.array(
              v.strictObject({
                kernels: said(
                  v.pipe(indices, v.minLength(1)),
                  'Places in `table` of the kernels that this is the time of, in order: one, or all of an operation. Where the same kernels follow each other again, this is their time too.',
                ),
                time: kernelTimeSchema,
              }),
            ),
            v.maxLength(mostKernels),
          ),
          'Each different kernel or operation once.',
        ),
      }),
    ),
    'Times of kernels repeated alone, over data that the caches hold: not what they take inside of an inference. Null where not taken.',
  ),
})
export type KernelRun = v.InferOutput<typeof kernelRunSchema>

/** Where the time of one awaited inference goes: the parts add up to the median of `latencyMs`. */
export const accountSchema = v.strictObject({
  kernelsMs: said(milliseconds, 'Sum of the kernels.'),
  kernelsFrom: said(
    v.picklist(['in-network', 'isolated']),
    'Which kernel times were summed; `isolated` where no clock sees them inside of an inference.',
  ),
  dispatchMs: said(milliseconds, 'The page building and queueing the kernels, without their own time.'),
  syncMs: said(milliseconds, 'One submission and its wait, with nothing else to wait for.'),
  readbackMs: said(
    milliseconds,
    'Reading the output after everything is done, without the submission and wait that `syncMs` counts already.',
  ),
  unexplainedMs: said(
    v.pipe(finite, v.metadata({ unit: 'ms' })),
    'What is left of the latency; negative where parts overlap, such as a GPU that works while the page still dispatches.',
  ),
})
export type Account = v.InferOutput<typeof accountSchema>

const rate = v.pipe(finite, v.gtValue(0))

/** What a device was seen to reach, as the roof of its roofline. */
export const ceilingsSchema = v.strictObject({
  flopsPerSecond: said(rate, 'Of a large matrix product; a multiply-add counts as 2.'),
  bytesPerSecond: said(rate, 'Read and written by a large copy.'),
})
export type Ceilings = v.InferOutput<typeof ceilingsSchema>
