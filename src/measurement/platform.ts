import type { Configuration, PlatformRecord } from '../dataset/record.ts'
import type { DeviceIdentity } from './device-identity.ts'
import type { EngineFacts } from './engine.ts'

/** One significant digit: 5 us measured as 5.1 is the same clock. */
const rounded = (value: number): number => (value > 0 ? Number(value.toPrecision(1)) : 0)

/** The platform of a running engine, without its id. */
export function platformOf(
  device: DeviceIdentity,
  { backend, threads }: Configuration,
  facts: EngineFacts,
): Omit<PlatformRecord, 'id'> {
  return {
    ...shared(device),
    backend: {
      name: backend,
      threads,
      isSimd: facts.isSimd,
      gpuVendor: facts.gpuVendor,
      gpuArchitecture: facts.gpuArchitecture,
      gpuDescription: facts.gpuDescription.slice(0, 200),
      isSoftware: facts.isSoftware,
      limits: { ...facts.limits },
      features: [...facts.features],
    },
    flags: { ...facts.flags },
    isIsolated: facts.isIsolated,
    clockStepUs: rounded(facts.clockStepUs),
    engine: facts.engine,
  }
}

/** The platform of an engine that never started: what is known without it. */
export function platformWithoutEngine(
  device: DeviceIdentity,
  { backend, threads }: Configuration,
  isIsolated: boolean,
): Omit<PlatformRecord, 'id'> {
  return {
    ...shared(device),
    backend: {
      name: backend,
      threads,
      isSimd: false,
      gpuVendor: '',
      gpuArchitecture: '',
      gpuDescription: '',
      isSoftware: false,
      limits: {},
      features: [],
    },
    flags: {},
    isIsolated,
    clockStepUs: 0,
    engine: { name: 'tfjs', version: '' },
  }
}

const shared = ({
  model,
  os,
  isMobile,
  logicalCores,
  memoryGiB,
  browserName,
  browserVersion,
}: DeviceIdentity) => ({
  device: { model, os, isMobile, logicalCores, memoryGiB },
  browser: { name: browserName, version: browserVersion },
})
