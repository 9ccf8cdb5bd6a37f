import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { UsageError } from './options.ts'

/**
 * A path that a file can be written to, as far as that is known before: hours of computing may lie between.
 * @throws {UsageError} where it is a folder, lies in what is none, or may not be written
 */
export function writablePath(path: string): string {
  const full = resolve(path)
  if (existsSync(full) && statSync(full).isDirectory())
    throw new UsageError(`--out ${path} is a folder: a file is needed.`)
  let nearest = full
  while (!existsSync(nearest)) nearest = dirname(nearest)
  if (nearest !== full && !statSync(nearest).isDirectory())
    throw new UsageError(`--out ${path} cannot be written: ${nearest} is no folder.`)
  try {
    accessSync(nearest, constants.W_OK)
  } catch {
    throw new UsageError(`--out ${path} cannot be written: ${nearest} is protected.`)
  }
  return path
}

/** Writes JSON, and the folders above it. @throws {UsageError} where that fails all the same */
export async function writeOut(path: string, value: object): Promise<void> {
  try {
    await mkdir(dirname(resolve(path)), { recursive: true })
    await writeFile(path, `${JSON.stringify(value, null, 1)}\n`)
  } catch (error) {
    throw new UsageError(
      `--out ${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}
