import { afterEach, expect, it } from 'vitest'
import { until } from '../../../testing/require-peer'
import { reference, uuid } from '../../../testing/xapi/pool-records'
import { XapiTest } from '../../../testing/xapi/sessions'
import type { ChangedObjects } from '../../ports'

const test = new XapiTest()
afterEach(async () => expect(await test.end()).toEqual([]))

it('tells of VMs and hosts that change, not of what was there before, and of one that is gone by asking for everything', async () => {
  const { pool, session } = await test.start()
  const stop = new AbortController()
  const told: (ChangedObjects | null)[] = []
  const ended = session.watchChanges?.((changed) => told.push(changed), stop.signal)
  const listens = () => Promise.resolve(pool.methods().includes('event.from'))
  await until('the pool to be listened to', listens)
  pool.state.change('VM', reference('web'), { power_state: 'Halted' })
  pool.state.change('host', reference('xen2'), { enabled: false })
  await until('both to be told', () => {
    const vms = told.flatMap((changed) => changed?.vmNativeIds ?? [])
    return Promise.resolve(vms.includes(uuid('web')) && told.some((changed) => changed?.hostNativeIds.includes(uuid('xen2'))))
  })
  expect(told.flatMap((changed) => changed?.vmNativeIds ?? [])).not.toContain(uuid('db'))
  pool.state.remove('VM', reference('mail'))
  await until('the one that is gone to be told', () => Promise.resolve(told.includes(null)))
  stop.abort()
  expect(await ended).toMatchObject({ kind: 'unreachable' })
})
