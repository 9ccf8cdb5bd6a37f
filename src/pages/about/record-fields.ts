/** One field of a record in plain words. `path` is the name in the file. */
interface Field {
  readonly path: string
  readonly meaning: string
}
interface FieldGroup {
  readonly title: string
  readonly fields: readonly Field[]
}

/** Everything that is kept, as the privacy page lists it. A test holds it against the schema. */
export const recordFields: readonly FieldGroup[] = [
  {
    title: 'Network',
    fields: [
      { path: 'id', meaning: 'hash of the network' },
      { path: 'label', meaning: 'what people call it' },
      { path: 'space', meaning: 'the space that it was drawn from' },
      { path: 'key', meaning: 'its name within that space' },
      { path: 'graph', meaning: 'its operations and how they are joined' },
    ],
  },
  {
    title: 'Platform',
    fields: [
      { path: 'id', meaning: 'hash of all that follows' },
      {
        path: 'device',
        meaning: 'model and system as the browser tells them, whether it is a phone, cores, rounded memory',
      },
      { path: 'browser', meaning: 'name and version' },
      { path: 'backend', meaning: 'WebGPU, WebGL, WASM or CPU, threads, SIMD, name and limits of the GPU' },
      { path: 'flags', meaning: 'settings of the engine that choose its programs' },
      { path: 'isIsolated', meaning: 'whether the page was isolated from others' },
      { path: 'clockStepUs', meaning: 'smallest step of the clock in microseconds' },
      { path: 'engine', meaning: 'name and version of the engine' },
    ],
  },
  {
    title: 'Measurement',
    fields: [
      { path: 'id', meaning: 'hash of all that follows' },
      { path: 'architectureId', meaning: 'which network' },
      { path: 'platformId', meaning: 'which platform' },
      { path: 'configuration', meaning: 'backend, threads, fusion, choice of programs, precision' },
      { path: 'status', meaning: 'measured, skipped or failed' },
      { path: 'reason', meaning: 'why it was skipped or failed' },
      { path: 'compileMs', meaning: 'time to compile shaders or programs' },
      { path: 'coldMs', meaning: 'time from nothing to the first output' },
      { path: 'firstMs', meaning: 'time of the first whole inference' },
      { path: 'latencyMs', meaning: 'one awaited inference: every sample, median, interval' },
      { path: 'perInferenceMs', meaning: 'inferences in a row, time of one: every sample, median, interval' },
      { path: 'maxAbsError', meaning: 'largest difference from the reference output' },
      { path: 'outputScale', meaning: 'largest value of the reference output' },
      {
        path: 'kernels',
        meaning:
          'the programs that ran, in order, with their shapes; how many were planned otherwise; the time of each inside of the network and alone',
      },
      {
        path: 'account',
        meaning:
          'where the time of one inference goes: kernels, dispatch, sync, reading, what is unexplained',
      },
      { path: 'ceilings', meaning: 'how fast the device multiplied and copied at its best' },
      { path: 'context', meaning: 'run, clock step, order, seed, drift, tags' },
      { path: 'app', meaning: 'version and commit of this app' },
      { path: 'measuredAt', meaning: 'date and time in UTC' },
    ],
  },
]
