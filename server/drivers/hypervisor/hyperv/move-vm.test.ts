import { beforeEach, describe, expect, it } from 'vitest'
import type { Asked } from '../../../../e2e/peers/windows/behaviour'
import { hypervMachine } from '../../../../e2e/peers/windows/in-process'
import { HYPERV_VMS, hypervWorld, type HypervWorld } from '../../../../e2e/peers/windows/worlds'
import type { ManagerAct } from '../../ports'
import type { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { perform } from './acts'
import { SiteReader } from './site-reader'
import { taskState } from './tasks'

const [mail = ''] = HYPERV_VMS
const options = { deadlineMs: 60_000 }

let world: HypervWorld
let asked: Asked[]
beforeEach(() => {
  world = hypervWorld(false)
  asked = []
})

const machine = (name: string): PowerShellHost =>
  hypervMachine(
    name,
    name.toLowerCase(),
    () => world,
    (question) => asked.push(question),
  )

describe('hosts without a cluster, signed in to with a password', () => {
  const site = () => new SiteReader([machine('HV-1'), machine('HV-2')], true)
  const move: ManagerAct = { act: 'migrate', vmNativeId: mail, toHostNativeId: 'hv-2' }

  it('S1-14 may move live, and say so', async () => {
    expect((await site().inventory(options)).capabilities).toMatchObject({
      liveMigration: true,
      migratesOnlyHighlyAvailable: false,
    })
  })

  it('the source’s own service moves a VM, to the name and the addresses that the target told itself', async () => {
    const reader = site()
    const task = await perform(move, reader, options)
    expect(asked.filter((one) => one.name === 'move a VM')).toEqual([
      {
        machine: 'HV-1',
        signedInBy: 'password',
        name: 'move a VM',
        parameters: { vm: mail, to: 'HV-2', addresses: ['10.0.0.1'] },
      },
    ])
    expect(await taskState(reader, task ?? '', options)).toMatchObject({ state: 'running' })
    for (let look = 0; look < 4; look += 1) await reader.vm(mail, options)
    expect(await reader.vm(mail, options)).toMatchObject({ hostNativeId: 'hv-2', power: 'on', lockedBy: null })
    expect(await taskState(reader, task ?? '', options)).toEqual({ state: 'succeeded' })
  })

  it('a move is cancelled through its job; without one there is nothing to cancel', async () => {
    const reader = site()
    const cancel: ManagerAct = { act: 'cancel-migration', vmNativeId: mail }
    await expect(perform(cancel, reader, options)).rejects.toThrow('not being moved')
    await perform(move, reader, options)
    expect(await perform(cancel, reader, options)).toBeNull()
    await reader.vm(mail, options)
    expect(await reader.vm(mail, options)).toMatchObject({ hostNativeId: 'hv-1', lockedBy: null })
  })
})

describe('a role of a cluster', () => {
  it('a move that the cluster gave up is told as failed, once it had its time to begin', async () => {
    world = hypervWorld(true)
    const reader = new SiteReader([machine('HV-1'), machine('HV-2')], false)
    const at = (sinceMs: number) => taskState(reader, `role ${mail} hv-1 HV-2 ${sinceMs}`, options)
    expect(await at(Date.now())).toEqual({ state: 'running', progressPercent: null })
    expect(await at(0)).toMatchObject({ state: 'failed' })
  })
})
