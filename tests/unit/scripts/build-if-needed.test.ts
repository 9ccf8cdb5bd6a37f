import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isBuildNeeded } from '../../../scripts/build-if-needed.ts'

let project = ''

/** Gives a file or folder a time of change, in seconds since 1970. */
const touch = (path: string, s: number) => utimesSync(join(project, path), s, s)

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'build-test-'))
  mkdirSync(join(project, 'src', 'app'), { recursive: true })
  mkdirSync(join(project, 'dist'))
  writeFileSync(join(project, 'src', 'app', 'main.ts'), '')
  writeFileSync(join(project, 'dist', 'index.html'), '')
  for (const path of ['src/app/main.ts', 'src/app', 'src']) touch(path, 1000)
  touch('dist/index.html', 2000)
})
afterEach(() => {
  rmSync(project, { recursive: true })
})

test('a build that is younger than its sources is kept', () => {
  expect(isBuildNeeded(project)).toBe(false)
})

test('a missing build is made', () => {
  rmSync(join(project, 'dist'), { recursive: true })
  expect(isBuildNeeded(project)).toBe(true)
})

test('a source that has changed since asks for a build', () => {
  touch('src/app/main.ts', 3000)
  expect(isBuildNeeded(project)).toBe(true)
})

test('a source that has been deleted since asks for a build', () => {
  rmSync(join(project, 'src', 'app', 'main.ts'))
  touch('src/app', 3000)
  expect(isBuildNeeded(project)).toBe(true)
})

test('a change of what is not built, such as a test, asks for none', () => {
  mkdirSync(join(project, 'tests'))
  expect(isBuildNeeded(project)).toBe(false)
})
