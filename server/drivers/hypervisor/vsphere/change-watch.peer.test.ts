import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAt, quick, value } from '../../../../e2e/peers/vcsim/session'
import { hasVcsim, startVcsim, type Vcsim } from '../../../../e2e/peers/vcsim/start'
import { until } from '../../../testing/require-peer'
import type { ChangedObjects, DriverFailure, ManagerSession } from '../../ports'

describe.skipIf(!hasVcsim())('what a vCenter tells of changes', () => {
  let lab: Vcsim
  let session: ManagerSession
  const stop = new AbortController()
  const told: ChangedObjects[] = []
  let ended: Promise<DriverFailure | undefined>
  beforeAll(async () => {
    lab = await startVcsim({ vms: 2 })
    session = openAt(lab)
    value(await session.identify(quick))
    ended = Promise.resolve(session.watchChanges?.((changed) => changed !== null && told.push(changed), stop.signal))
  }, 120_000)
  afterAll(async () => {
    stop.abort()
    await ended
    await session?.close()
    await lab?.stop()
  })

  it('what was there already is no news; a VM that changes and a host that is lost are told, and nothing else', async () => {
    const { vms, hosts } = value(await session.inventory(quick))
    const [vm, other] = vms
    const [host] = hosts
    if (vm === undefined || other === undefined || host === undefined) throw new Error('an empty site')
    // Whatever is told before the stream stands is lost: the VM goes on and off until it is heard.
    await until('the first change to be told', async () => {
      const power = value(await session.observeVm(vm.nativeId, quick))?.power === 'on' ? 'poweredOff' : 'poweredOn'
      await lab.control({ shape: { [vm.name]: { power } } })
      return told.some(({ vmNativeIds }) => vmNativeIds.includes(vm.nativeId))
    })
    expect(told.flatMap(({ vmNativeIds }) => vmNativeIds)).not.toContain(other.nativeId)
    expect(told.flatMap(({ hostNativeIds }) => hostNativeIds)).toEqual([])
    await lab.control({ hostStates: { [host.name]: { connection: 'notResponding' } } })
    await until('the lost host to be told', () =>
      Promise.resolve(told.some(({ hostNativeIds }) => hostNativeIds.includes(host.nativeId))),
    )
  })

  it('A3 it ends at once when it is told to, and says why', async () => {
    stop.abort()
    expect(await ended).toMatchObject({ kind: 'unreachable' })
  })
})
