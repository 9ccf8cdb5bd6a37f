import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const fileName = 'inferometer-port'

/** Port at which a browser profile knows the site: what a browser keeps belongs to an address, its port included. */
export async function keptPort(profile: string): Promise<number | undefined> {
  const text = await readFile(join(profile, fileName), 'utf8').catch(() => '')
  return /^\d{4,5}$/.test(text) ? Number(text) : undefined
}

/** Notes the port of a profile, which is made where it is missing. */
export async function keepPort(profile: string, port: number): Promise<void> {
  await mkdir(profile, { recursive: true })
  await writeFile(join(profile, fileName), String(port))
}
