import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askByGovirt, hasGovirt } from '../../../../e2e/peers/govirt/client'
import { testAuthority } from '../../../testing/certificates'
import { engineModel, settle, vmId } from '../../../testing/ovirt/engine-model'
import type { ScriptedEngine } from '../../../testing/ovirt/scripted-engine'
import { startStandIn } from '../../../testing/ovirt/stand-in'
import type { DriverResult, ManagerSession } from '../../ports'
import { driver } from './driver'

const quick = { deadlineMs: 60_000 }
const account = { user: 'monitor@internal', password: 'right-secret' }

const valueOf = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
  return result.value
}

/** The stand-in is ours; that another client understands it says that it speaks as an engine does. */
describe.skipIf(!hasGovirt())('the stand-in, as libgovirt sees it', () => {
  const model = engineModel(2, 4)
  const folder = mkdtempSync(join(tmpdir(), 'govirt-'))
  const authorityFile = join(folder, 'ca.pem')
  let engine: ScriptedEngine
  let session: ManagerSession
  beforeAll(async () => {
    const authority = testAuthority()
    writeFileSync(authorityFile, authority.certificate)
    engine = await startStandIn(model, account, { certificate: authority.issue() })
    const address = { kind: 'ovirt' as const, url: engine.url, pins: [engine.fingerprint] }
    session = driver.open({ address, secret: { kind: 'password', ...account } })
  })
  afterAll(async () => {
    await session.close()
    await engine.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const ask = (...act: readonly string[]) => askByGovirt({ url: engine.url, authorityFile, ...account }, ...act)
  const stateOf = async (...act: readonly string[]) => (await ask(...act)).vms[vmId(1)]?.state

  it('holds what our driver reads', async () => {
    const ours = valueOf(await session.inventory(quick))
    expect(await ask()).toEqual({
      hosts: Object.fromEntries(ours.hosts.map((host) => [host.nativeId, host.name])),
      clusters: Object.fromEntries(ours.clusters.map((cluster) => [cluster.nativeId, cluster.name])),
      vms: Object.fromEntries(
        ours.vms.map(({ nativeId, name, hostNativeId, clusterNativeId }) => [
          nativeId,
          { name, state: 'up', host: hostNativeId, cluster: clusterNativeId },
        ]),
      ),
    })
  })

  it('A4 each sees what the other did', async () => {
    valueOf(await session.act({ act: 'power-off', vmNativeId: vmId(1) }, quick))
    expect(await stateOf()).toBe('powering_down')
    settle(model)
    expect(await stateOf()).toBe('down')
    expect(await stateOf('start', 'vm000001')).toBe('wait_for_launch')
    settle(model)
    expect(valueOf(await session.observeVm(vmId(1), quick))).toMatchObject({ power: 'on' })
    expect(await stateOf('stop', 'vm000001')).toBe('powering_down')
    settle(model)
    expect(valueOf(await session.observeVm(vmId(1), quick))).toMatchObject({ power: 'off', hostNativeId: null })
  })
})
