/** The part of the Battery Status API that is used; only Chromium has it, and TypeScript's DOM does not know it. */
interface Battery extends EventTarget {
  readonly level: number
  readonly charging: boolean
}

const low = 0.15

/**
 * Tells when the battery becomes low and when that is over: devices slow themselves down to make it last.
 * Where the browser does not say, nothing is told. @returns what ends it
 */
export async function watchBattery(onChange: (isLow: boolean) => void): Promise<() => void> {
  if (!('getBattery' in navigator) || typeof navigator.getBattery !== 'function') return () => undefined
  let battery: Battery
  try {
    battery = await (navigator.getBattery() as Promise<Battery>)
  } catch {
    // Refused by policy.
    return () => undefined
  }
  let wasLow = false
  const look = () => {
    const isLow = battery.level <= low && !battery.charging
    if (isLow !== wasLow) onChange(isLow)
    wasLow = isLow
  }
  look()
  battery.addEventListener('levelchange', look)
  battery.addEventListener('chargingchange', look)
  return () => {
    battery.removeEventListener('levelchange', look)
    battery.removeEventListener('chargingchange', look)
  }
}
