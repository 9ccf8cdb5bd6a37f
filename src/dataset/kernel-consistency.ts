import type { KernelRecord, KernelRun, KernelTime } from './kernel-schema.ts'
import type { Configuration } from './record.ts'

type Backend = Configuration['backend']

/** The backend that has each clock; a slope needs none. */
const clockOf: Readonly<Record<string, Backend>> = {
  'gpu-timestamp': 'webgpu',
  'gpu-timer-query': 'webgl',
  'call-wall': 'wasm',
}

/**
 * The first thing in the kernels of a measurement that contradicts itself or its backend, as a sentence; null where
 * nothing does. Time and memory are linear in the size of the record.
 */
export function faultOfKernels(run: KernelRun, backend: Backend): string | null {
  return (
    faultOfTable(run, backend) ??
    faultOfCalls(run) ??
    faultOfInNetwork(run, backend) ??
    faultOfIsolated(run, backend)
  )
}

/** Whether `kernels.calls` serve nodes that an architecture of so many nodes has. */
export function faultOfNodes({ calls }: KernelRun, nodeCount: number): string | null {
  for (const [call, { nodes }] of calls.entries())
    for (const node of nodes)
      if (node >= nodeCount)
        return `kernels.calls[${call}] serves node ${node}, but its architecture has ${nodeCount}.`
  return null
}

function faultOfTable({ table }: KernelRun, backend: Backend): string | null {
  for (const [place, kernel] of table.entries()) {
    const fault = faultOfKernel(kernel, backend)
    if (fault !== null) return `kernels.table[${place}] ${fault}.`
  }
  return null
}

/** What a backend cannot have seen of a kernel: programs are of a GPU, attributes of calls. */
function faultOfKernel(kernel: KernelRecord, backend: Backend): string | null {
  const isGpu = backend === 'webgpu' || backend === 'webgl'
  if (isGpu && (kernel.program === '' || kernel.shaderKey === '' || kernel.attributes !== null))
    return `is a program on ${backend}: it has a name and a shader key, and attributes are null`
  if (
    !isGpu &&
    (kernel.program !== '' || kernel.shaderKey !== '' || kernel.variant !== '' || kernel.attributes === null)
  )
    return `is a call on ${backend}: it has attributes, and no program`
  const axes = backend === 'webgpu' ? 3 : 0
  if (kernel.dispatch.length !== axes || kernel.workgroupSize.length !== axes)
    return `has ${kernel.dispatch.length} axes of dispatch and ${kernel.workgroupSize.length} of a workgroup, but ${backend} has ${axes}`
  return null
}

function faultOfCalls({ table, calls }: KernelRun): string | null {
  const used = new Set<number>()
  for (const [call, { kernel }] of calls.entries()) {
    if (kernel >= table.length)
      return `kernels.calls[${call}] names kernel ${kernel}, but the table has ${table.length}.`
    used.add(kernel)
  }
  if (used.size === table.length) return null
  const unused = table.findIndex((_, place) => !used.has(place))
  return `kernels.table[${unused}] is in no call.`
}

function faultOfInNetwork({ calls, inNetwork }: KernelRun, backend: Backend): string | null {
  if (inNetwork === null) return null
  const { method, passes, canaryMs, offClock, times } = inNetwork
  const where = 'kernels.inNetwork'
  if (clockOf[method] !== backend) return `${where}.method is “${method}”, which ${backend} does not have.`
  if (times.length !== calls.length)
    return `${where}.times has ${times.length} entries, but there are ${calls.length} calls.`
  if (canaryMs.length !== 0 && canaryMs.length !== passes)
    return `${where}.canaryMs has ${canaryMs.length} entries, but there are ${passes} passes.`
  for (const pass of offClock)
    if (pass >= passes) return `${where}.offClock names pass ${pass}, but there are ${passes}.`
  for (const [call, time] of times.entries()) {
    if (time === null) continue
    const fault = faultOfTime(`${where}.times[${call}]`, time)
    if (fault !== null) return fault
    if (time.n > passes) return `${where}.times[${call}].n is ${time.n}, but there are ${passes} passes.`
  }
  return null
}

function faultOfIsolated({ table, calls, isolated }: KernelRun, backend: Backend): string | null {
  if (isolated === null) return null
  const { method, times } = isolated
  const where = 'kernels.isolated'
  if (method !== 'slope' && clockOf[method] !== backend)
    return `${where}.method is “${method}”, which ${backend} does not have.`
  const seen = new Set<string>()
  let length = 0
  for (const [place, { kernels, time }] of times.entries()) {
    const beyond = kernels.find((kernel) => kernel >= table.length)
    if (beyond !== undefined)
      return `${where}.times[${place}] names kernel ${beyond}, but the table has ${table.length}.`
    const fault = faultOfTime(`${where}.times[${place}].time`, time)
    if (fault !== null) return fault
    const group = kernels.join()
    if (seen.has(group)) return `${where}.times[${place}] is of the same kernels as one before it.`
    seen.add(group)
    length += kernels.length
  }
  // Different operations are made of different calls.
  return length <= calls.length
    ? null
    : `${where}.times are of ${length} kernels, but there are ${calls.length} calls.`
}

const faultOfTime = (where: string, { ms, low, high }: KernelTime): string | null =>
  low <= ms && ms <= high ? null : `${where}: low ${low}, ms ${ms} and high ${high} are not in this order.`
