import { describe, expect, it } from 'vitest'
import type { ObjectProperties } from './property-collector'
import { taskState, taskWork } from './task'
import { parseXml } from '../../protocols/xml/xml-parser'

const task = (properties: Readonly<Record<string, string>>): ObjectProperties => ({
  ref: { type: 'Task', id: 'task-1' },
  properties: new Map(
    Object.entries(properties).flatMap(([name, written]) => {
      const element = parseXml(written.startsWith('<val') ? written : `<val>${written}</val>`)
      return element === null ? [] : [[name, element] as const]
    }),
  ),
})

const failed = (description: string, fault: string, inside = '') =>
  task({
    'info.state': 'error',
    'info.descriptionId': description,
    'info.error':
      `<val xmlns:xsi="x"><fault xsi:type="${fault}">${inside}</fault>` + '<localizedMessage>Said so.</localizedMessage></val>',
  })

describe('the state of a task', () => {
  it('waiting is running without progress', () => {
    expect(taskState(task({ 'info.state': 'queued' }))).toEqual({ state: 'running', progressPercent: null })
    expect(taskState(task({ 'info.state': 'running', 'info.progress': '40' }))).toEqual({ state: 'running', progressPercent: 40 })
  })

  it('A2 "already in that state" is success when it is the state that was wanted, and failure when it is not', () => {
    const off = '<requestedState>poweredOn</requestedState><existingState>poweredOff</existingState>'
    expect(taskState(failed('VirtualMachine.powerOff', 'InvalidPowerState', off))).toEqual({ state: 'succeeded' })
    expect(taskState(failed('VirtualMachine.suspend', 'InvalidPowerState', off))).toMatchObject({ state: 'failed' })
  })

  it('says what failed in the words of the manager where it has none of its own', () => {
    const state = taskState(failed('VirtualMachine.relocate', 'MigrationFault'))
    expect(state.state === 'failed' && state.message).toMatch(/MigrationFault: Said so\./)
  })

  it('holds its object only while it waits or runs', () => {
    const entity = {
      'info.entity': '<val type="VirtualMachine">vm-3</val>',
      'info.descriptionId': 'VirtualMachine.createSnapshot',
    }
    expect(taskWork(task({ ...entity, 'info.state': 'running' }))).toEqual({
      entityId: 'vm-3',
      description: 'VirtualMachine.createSnapshot',
    })
    expect(taskWork(task({ ...entity, 'info.state': 'success' }))).toBeNull()
  })
})
