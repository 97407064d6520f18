import { expect, it } from 'vitest'
import { parseXml } from '../../protocols/xml/xml-parser'
import { maintenanceBy } from './maintenance-by'
import type { ObjectProperties } from './property-collector'

const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
const element = (xml: string) => {
  const parsed = parseXml(xml)
  if (parsed === null) throw new Error('no XML')
  return parsed
}
const task = (host: string, state: string, reason: string, what = 'HostSystem.enterMaintenanceMode'): ObjectProperties => ({
  ref: { type: 'Task', id: `task-${host}-${state}` },
  properties: new Map([
    ['info.state', element(`<val>${state}</val>`)],
    ['info.descriptionId', element(`<val>${what}</val>`)],
    ['info.entity', element(`<val type="HostSystem">${host}</val>`)],
    ['info.reason', element(reason)],
  ]),
})
const user = (name: string) => `<val ${XSI} xsi:type="TaskReasonUser"><userName>${name}</userName></val>`
const schedule = `<val ${XSI} xsi:type="TaskReasonSchedule"><name>Patch night</name><scheduledTask type="ScheduledTask">s</scheduledTask></val>`
const itself = `<val ${XSI} xsi:type="TaskReasonSystem"/>`

it('R5 who had a host put into maintenance is told by its task: a person, a schedule, or nobody', () => {
  const told = maintenanceBy([
    task('host-1', 'running', user('LAB\\anna')),
    task('host-2', 'success', schedule),
    task('host-3', 'running', itself),
    task('host-4', 'running', user('LAB\\bob'), 'HostSystem.exitMaintenanceMode'),
    task('host-5', 'error', user('LAB\\bob')),
  ])
  expect([...told]).toEqual([
    ['host-2', 'Patch night'],
    ['host-1', 'LAB\\anna'],
  ])
})

it('one that runs says it rather than one that has ended', () => {
  const told = maintenanceBy([task('host-1', 'queued', user('now')), task('host-1', 'success', user('before'))])
  expect(told.get('host-1')).toBe('now')
})
