import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { COMMAND_SECRET, hasRunbookLab, NAS, type RunbookLab, SERVER, startRunbookLab } from '../../../../e2e/peers/runbook/start'
import { until } from '../../../testing/require-peer'
import type { ManagerAct, ManagerSession } from '../../ports'
import { driver } from './driver'

const how = { deadlineMs: 20_000 }

describe.skipIf(!hasRunbookLab())('a runbook over a real sshd', () => {
  let lab: RunbookLab
  let session: ManagerSession
  const begin = async (limitSeconds?: number) => {
    lab = await startRunbookLab(limitSeconds)
    session = driver.open({ address: lab.address, secret: lab.secret })
  }
  beforeEach(() => begin())
  const end = async () => {
    await session.close()
    await lab.stop()
  }
  afterEach(end)
  const act = (one: ManagerAct) => session.act(one, how)
  const power = async (id: string) => {
    const seen = await session.observeVm(id, how)
    return seen.kind === 'ok' ? seen.value?.power : seen.kind
  }
  const stop = (id: string) => act({ act: 'shutdown-guest', vmNativeId: id })
  /** What came of an act in the end: on a busy machine even a short command may go on as a task. */
  const ended = async (result: Awaited<ReturnType<typeof act>>) => {
    if (result.kind !== 'ok' || result.value.task === null) return result.kind
    const { task } = result.value
    return until('the end of the command', async () => {
      const now = await session.task(task, how)
      return now.kind === 'ok' && now.value.state !== 'running' ? now.value.state : null
    })
  }

  it('shows each machine as a host with one VM, by what its probe says', async () => {
    lab.switchTo('nas', false)
    await until('two looks that say off', async () => (await power(NAS)) === 'off')
    const inventory = await session.inventory(how)
    if (inventory.kind !== 'ok') throw new Error(inventory.message)
    const { hosts, vms, capabilities } = inventory.value
    expect(capabilities).toEqual({ hostPowerOn: true })
    expect(hosts.map(({ nativeId, connection }) => [nativeId, connection])).toEqual([
      [`host-${NAS}`, 'down'],
      [`host-${SERVER}`, 'up'],
    ])
    expect(vms.map(({ uuid, power: state, hostNativeId, tags }) => [uuid, state, hostNativeId, tags])).toEqual([
      [NAS, 'off', `host-${NAS}`, ['storage']],
      [SERVER, 'on', `host-${SERVER}`, ['server']],
    ])
  })

  it('A2 A4 stops and starts, once each, and believes the probe', async () => {
    expect(['ok', 'succeeded']).toContain(await ended(await stop(NAS)))
    expect(lab.isOn('nas')).toBe(false)
    await until('two looks that say off', async () => (await power(NAS)) === 'off')
    expect((await stop(NAS)).kind).toBe('ok')
    expect((await act({ act: 'shutdown-host', hostNativeId: `host-${NAS}` })).kind).toBe('ok')
    expect(['ok', 'succeeded']).toContain(await ended(await act({ act: 'start', vmNativeId: NAS, hostNativeId: null })))
    expect(await power(NAS)).toBe('on')
    expect(lab.ran()).toEqual(['stop-nas', 'start-nas'])
  })

  it('A1 K5 a command that ends badly has an unknown outcome, and nothing of it is in the message', async () => {
    const result = await stop(SERVER)
    expect(['unknown', 'gone']).toContain(await ended(result))
    if (result.kind === 'unknown') expect(result.message).toContain('exit code 255')
    expect(JSON.stringify(result)).not.toContain(COMMAND_SECRET)
    await until('two looks that say off', async () => (await power(SERVER)) === 'off')
  })

  it('A3 a command that hangs is a task, is cut off by forcing the machine off, and never counts as failed', async () => {
    lab.switchTo('hangs', true)
    const begun = await stop(SERVER)
    if (begun.kind !== 'ok' || begun.value.task === null) throw new Error('no task')
    const { task } = begun.value
    expect(await session.task(task, how)).toMatchObject({ kind: 'ok', value: { state: 'running' } })
    // The same again is the same (A2).
    expect(await stop(SERVER)).toEqual(begun)
    expect(['ok', 'succeeded']).toContain(await ended(await act({ act: 'power-off', vmNativeId: SERVER })))
    await until('two looks that say off', async () => (await power(SERVER)) === 'off')
    await until('the end of the task', async () => {
      const now = await session.task(task, how)
      return now.kind === 'ok' && now.value.state === 'gone'
    })
    expect(lab.ran()).toEqual(['stop-server', 'force-server'])
  })

  it('A3 a command that hangs ends at its own limit, and what it did is looked at', async () => {
    await end()
    await begin(1)
    lab.switchTo('hangs', true)
    // Where it could not even be sent within that second, nothing was done.
    expect(['unknown', 'gone', 'unreachable']).toContain(await ended(await stop(SERVER)))
    expect(await power(SERVER)).toBe('on')
  })

  it('A9 goes on after its connection broke; a host that is silent is unreachable, and nothing is off', async () => {
    expect(await power(NAS)).toBe('on')
    lab.breakConnections()
    await until('a new connection', async () => (await power(NAS)) === 'on')
    lab.freeze()
    expect(await power(NAS)).toBe('unreachable')
    expect((await session.inventory({ deadlineMs: 2_000 })).kind).toBe('unreachable')
    expect((await session.act({ act: 'shutdown-guest', vmNativeId: NAS }, { deadlineMs: 2_000 })).kind).toBe('unreachable')
    expect(lab.ran()).toEqual([])
  })

  it('says what each machine lacks before it is saved', async () => {
    const said = JSON.stringify(await session.identify(how))
    expect(said).toContain('nothing starts it')
    expect(said).toContain('nas: it cannot be forced off')
  })
})
