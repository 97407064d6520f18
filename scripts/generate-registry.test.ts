import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { driverFolders, registrySource } from './generate-registry.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ridethrough-registry-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const add = (name: string, source: string | null) => {
  mkdirSync(join(folder, name))
  if (source !== null) writeFileSync(join(folder, name, 'driver.ts'), source)
}

it('lists the folders in order, whatever else lies there', () => {
  add('beta', 'export const driver = 1')
  add('alpha-two', 'export const driver = 2')
  writeFileSync(join(folder, 'detect.ts'), '')
  expect(driverFolders(folder)).toEqual(['alpha-two', 'beta'])
})

it('fails loudly for a folder that is no driver', () => {
  add('empty', null)
  expect(() => driverFolders(folder)).toThrow(/empty holds no driver\.ts/)
})

it('fails loudly for a driver that exports nothing', () => {
  add('silent', 'export const other = 1')
  expect(() => driverFolders(folder)).toThrow(/does not export "driver"/)
})

it('imports statically, so that a bundle holds every driver', () => {
  const source = registrySource({ type: 'UpsDriver', list: 'upsDrivers' }, ['apc-powernet', 'nut'])
  expect(source).toContain("import { driver as apcPowernet } from './apc-powernet/driver'")
  expect(source).toContain('[apcPowernet, nut]')
})
