/**
 * The clock canary on WebGPU (METHODS.md, the clock canary): a kernel whose work never changes. A GPU moves its clock without
 * telling (1440 to 1980 MHz were seen on one); time of this kernel over its best tells the state.
 *
 * The kernel multiplies and adds in registers, so that it feels the clock of the compute units and nothing else.
 * With timestamp queries the GPU times it; without, a round trip does, made long enough that the sync is a small part.
 */
const shader = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> result: array<f32>;
override rounds: u32;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  var value = f32(id.x) * 1e-6;
  for (var round = 0u; round < rounds; round++) {
    value = fma(value, 0.999999, 1e-7);
  }
  result[id.x] = value;
}`

const workgroups = 256
const threadsPerGroup = 64
/** So few that they are short on software rendering too. */
const firstRounds = 16
const mostRounds = 2 ** 22
/** Length of the canary where the GPU's own clock times it, and where the page's clock does. */
const targetMs = { timestamps: 1, wall: 5 }
/** Chrome clears the low 16 bits of a timestamp: 65.536 us. Below this many quanta a canary would tell nothing. */
const leastQuanta = 50

/** The canary of one device. */
export interface GpuCanary {
  /** Adds it to what is being encoded, in a pass of its own. */
  encode(encoder: GPUCommandEncoder, timestampWrites?: GPUComputePassTimestampWrites): void
  /** Runs it alone. @returns milliseconds */
  run(): Promise<number>
}

/** Finds how much work the canary needs on this device; null where its shader does not compile. */
export async function gpuCanary(device: GPUDevice): Promise<GpuCanary | null> {
  const timer = device.features.has('timestamp-query') ? passTimer(device) : null
  const buffer = device.createBuffer({
    size: 4 * workgroups * threadsPerGroup,
    usage: GPUBufferUsage.STORAGE,
  })
  const module = device.createShaderModule({ code: shader })

  const withRounds = async (rounds: number): Promise<GpuCanary> => {
    const compute = { module, entryPoint: 'main', constants: { rounds } }
    const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute })
    const layout = pipeline.getBindGroupLayout(0)
    const bindGroup = device.createBindGroup({ layout, entries: [{ binding: 0, resource: { buffer } }] })
    const encode: GpuCanary['encode'] = (encoder, timestampWrites) => {
      const pass = encoder.beginComputePass(timestampWrites && { timestampWrites })
      pass.setPipeline(pipeline)
      pass.setBindGroup(0, bindGroup)
      pass.dispatchWorkgroups(workgroups)
      pass.end()
    }
    return {
      encode,
      async run() {
        const encoder = device.createCommandEncoder()
        encode(encoder, timer?.writes)
        timer?.resolve(encoder)
        const startMs = performance.now()
        device.queue.submit([encoder.finish()])
        if (timer) return timer.readMs()
        await device.queue.onSubmittedWorkDone()
        return performance.now() - startMs
      },
    }
  }

  try {
    return await withRounds(await enoughRounds(withRounds, timer !== null))
  } catch {
    return null
  }
}

/** Raises the work until the canary is as long as it should be: doubled, and in larger steps where it is far from that. */
async function enoughRounds(
  withRounds: (rounds: number) => Promise<GpuCanary>,
  hasTimer: boolean,
): Promise<number> {
  const times: number[] = []
  for (let rounds = firstRounds; rounds < mostRounds;) {
    const canary = await withRounds(rounds)
    await canary.run()
    const timeMs = await canary.run()
    times.push(timeMs)
    const isQuantised = times.every((time) => Math.abs(time / 0.065536 - Math.round(time / 0.065536)) < 1e-3)
    const targeted = hasTimer
      ? Math.max(targetMs.timestamps, isQuantised ? leastQuanta * 0.065536 : 0)
      : targetMs.wall
    if (timeMs >= targeted) return rounds
    rounds *= timeMs < targeted / 16 ? 8 : 2
  }
  return mostRounds
}

interface PassTimer {
  readonly writes: GPUComputePassTimestampWrites
  resolve(encoder: GPUCommandEncoder): void
  readMs(): Promise<number>
}

function passTimer(device: GPUDevice): PassTimer {
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 })
  const resolved = device.createBuffer({
    size: 16,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  })
  const mapped = device.createBuffer({ size: 16, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ })
  return {
    writes: { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 },
    resolve(encoder) {
      encoder.resolveQuerySet(querySet, 0, 2, resolved, 0)
      encoder.copyBufferToBuffer(resolved, 0, mapped, 0, 16)
    },
    async readMs() {
      await mapped.mapAsync(GPUMapMode.READ)
      const [begin = 0n, end = 0n] = new BigUint64Array(mapped.getMappedRange())
      mapped.unmap()
      // A clock that went backwards says nothing: a negative time is kept out by the caller's gate.
      return Number(end - begin) / 1e6
    },
  }
}
