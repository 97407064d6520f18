import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { stampedIn } from './stamped.mjs'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ridethrough-stamped-'))
  mkdirSync(join(root, 'server/engine'), { recursive: true })
  mkdirSync(join(root, 'dist'))
  writeFileSync(join(root, 'server/engine/main.ts'), 'one')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (path: string, text: string) => writeFileSync(join(root, path), text)
const build = () => stampedIn(root)('bundles', ['server'], ['dist/engine.js'], () => write('dist/engine.js', 'built'))

it('what stands for its sources is not built again', async () => {
  expect(await build()).toBe(true)
  expect(await build()).toBe(false)
})

it.each<[string, () => void]>([
  ['a source was changed', () => write('server/engine/main.ts', 'two')],
  ['one was added', () => write('server/engine/added.ts', 'one')],
  ['one bears another name', () => renameSync(join(root, 'server/engine/main.ts'), join(root, 'server/engine/other.ts'))],
  ['the output is missing', () => rmSync(join(root, 'dist/engine.js'))],
])('where %s it is built anew, so that no test meets an old engine', async (_, change) => {
  await build()
  change()
  expect(await build()).toBe(true)
  expect(await build()).toBe(false)
})

it('a changed test is no other engine', async () => {
  await build()
  write('server/engine/main.test.ts', 'a test')
  expect(await build()).toBe(false)
})

it('a build that fails is not taken for done', async () => {
  const failing = stampedIn(root)('bundles', ['server'], [], () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(await build()).toBe(true)
})
