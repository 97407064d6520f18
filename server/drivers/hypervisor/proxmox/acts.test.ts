import { afterEach, describe, expect, it } from 'vitest'
import { type PveCall, type PveReply, type ScriptedPve, scriptedPve } from '../../../testing/scripted-pve'
import type { DriverResult, ManagerAct, ManagerSession } from '../../ports'
import { driver } from './driver'

const quick = { deadlineMs: 10_000 }
const UPID = 'UPID:pve1:0000A1B2:00C3D4E5:68F00000:qmstart:100:root@pam:'
const open: { close(): Promise<void> }[] = []
const servers: ScriptedPve[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
  expect(servers.splice(0).flatMap((server) => server.problems)).toEqual([])
})

const running = {
  status: 'running',
  qmpstatus: 'running',
  vmid: 100,
  name: 'mail',
  cpus: 2,
  maxmem: 1024 ** 3,
  ha: { managed: 0 },
}
const migratable = {
  running: 1,
  'has-dbus-vmstate': 1,
  local_disks: [],
  local_resources: [],
  'mapped-resources': [],
  'mapped-resource-info': {},
}

/** One VM and one container on pve1; every change is accepted. `changed` answers first. */
const start = async (
  changed: (call: PveCall) => PveReply | undefined = () => undefined,
): Promise<{ session: ManagerSession; changes: () => string[] }> => {
  const server = await scriptedPve((call) => {
    const special = changed(call)
    if (special !== undefined) return special
    if (call.method === 'DELETE') return { data: null }
    if (call.method === 'POST') {
      if (call.path.endsWith('/wakeonlan')) return { data: 'BC:24:11:00:00:01' }
      return { data: /^\/nodes\/\w+\/status$/.test(call.path) ? null : UPID }
    }
    if (call.path.endsWith('/status/current')) return { data: running }
    if (call.path.endsWith('/migrate')) return { data: migratable }
    if (call.path.endsWith('/tasks')) return { data: [] }
    if (call.path === '/cluster/resources')
      return {
        data: ['qemu/100', 'lxc/200'].map((id) => ({ id, type: id.split('/')[0], vmid: Number(id.split('/')[1]), node: 'pve1' })),
      }
    return undefined
  })
  servers.push(server)
  const session = driver.open({
    address: { kind: 'proxmox', url: server.url, pins: [] },
    secret: { kind: 'api-token', tokenId: 'root@pam!x', token: 'token-secret' },
  })
  open.push(server, session)
  return {
    session,
    changes: () =>
      server.calls
        .filter((call) => call.method !== 'GET')
        .map(
          (call) =>
            `${call.method} ${call.path}${Object.entries(call.params)
              .map(([name, value]) => ` ${name}=${value}`)
              .join('')}`,
        ),
  }
}

const words = (result: DriverResult<unknown>): string =>
  result.kind === 'ok' ? 'ok' : `${result.kind}: ${result.message} ${result.hint}`

describe('acts', () => {
  const vm = { vmNativeId: 'qemu/100' }
  it.each<[ManagerAct, string]>([
    [{ act: 'shutdown-guest', ...vm }, 'POST /nodes/pve1/qemu/100/status/shutdown timeout=3600 forceStop=0'],
    [{ act: 'power-off', ...vm }, 'POST /nodes/pve1/qemu/100/status/stop overrule-shutdown=1'],
    [{ act: 'save-state', ...vm }, 'POST /nodes/pve1/qemu/100/status/suspend todisk=1'],
    [{ act: 'start', ...vm, hostNativeId: null }, 'POST /nodes/pve1/qemu/100/status/start'],
    [{ act: 'migrate', ...vm, toHostNativeId: 'pve2' }, 'POST /nodes/pve1/qemu/100/migrate target=pve2 online=1'],
    [{ act: 'shutdown-guest', vmNativeId: 'lxc/200' }, 'POST /nodes/pve1/lxc/200/status/shutdown timeout=3600 forceStop=0'],
    [{ act: 'start', vmNativeId: 'lxc/200', hostNativeId: 'pve1' }, 'POST /nodes/pve1/lxc/200/status/start'],
  ])('%o asks for a task and returns it', async (act, call) => {
    const { session, changes } = await start()
    expect(await session.act(act, quick)).toEqual({ kind: 'ok', value: { task: UPID } })
    expect(changes()).toEqual([call])
  })

  it.each<[ManagerAct, string]>([
    [{ act: 'shutdown-host', hostNativeId: 'pve1' }, 'POST /nodes/pve1/status command=shutdown'],
    [{ act: 'power-on-host', hostNativeId: 'pve2' }, 'POST /nodes/pve2/wakeonlan'],
  ])('%o has no task', async (act, call) => {
    const { session, changes } = await start()
    expect(await session.act(act, quick)).toEqual({ kind: 'ok', value: { task: null } })
    expect(changes()).toEqual([call])
  })

  it('maintenance is not within the API, and says how else', async () => {
    const { session, changes } = await start()
    expect(driver.capabilities.hostMaintenance).toBe(false)
    for (const act of ['enter-maintenance', 'exit-maintenance'] as const)
      expect(words(await session.act({ act, hostNativeId: 'pve1' }, quick))).toMatch(
        /^unsupported: .*crm-command node-maintenance/,
      )
    expect(changes()).toEqual([])
  })

  it('a container is neither moved nor saved', async () => {
    const { session, changes } = await start()
    expect((await session.act({ act: 'migrate', vmNativeId: 'lxc/200', toHostNativeId: 'pve2' }, quick)).kind).toBe('unsupported')
    expect((await session.act({ act: 'save-state', vmNativeId: 'lxc/200' }, quick)).kind).toBe('unsupported')
    expect(changes()).toEqual([])
  })

  it('A3 a stuck shutdown is withdrawn before the VM is saved', async () => {
    const stuck = 'UPID:pve1:0000AAAA:00C3D4E5:68F00000:qmshutdown:100:root@pam!x:'
    const { session, changes } = await start((call) =>
      call.path === '/nodes/pve1/tasks'
        ? {
            data: [
              { upid: stuck, type: 'qmshutdown', id: '100', node: 'pve1', pid: 1, pstart: 1, starttime: 1, user: 'root@pam!x' },
            ],
          }
        : undefined,
    )
    expect((await session.act({ act: 'save-state', ...vm }, quick)).kind).toBe('ok')
    expect(changes()).toEqual([`DELETE /nodes/pve1/tasks/${stuck}`, 'POST /nodes/pve1/qemu/100/status/suspend todisk=1'])
  })

  it('A3 a version whose stop does not know how to overrule a shutdown is helped', async () => {
    const stuck = 'UPID:pve1:0000AAAA:00C3D4E5:68F00000:qmshutdown:100:root@pam!x:'
    const { session, changes } = await start((call) => {
      if (call.params['overrule-shutdown'] !== undefined)
        return {
          status: 400,
          reason: 'Parameter verification failed.',
          errors: {
            'overrule-shutdown': 'property is not defined in schema and the schema does not allow additional properties',
          },
        }
      return call.path === '/nodes/pve1/tasks'
        ? {
            data: [
              { upid: stuck, type: 'qmshutdown', id: '100', node: 'pve1', pid: 1, pstart: 1, starttime: 1, user: 'root@pam!x' },
            ],
          }
        : undefined
    })
    expect((await session.act({ act: 'power-off', ...vm }, quick)).kind).toBe('ok')
    expect(changes().slice(1)).toEqual([`DELETE /nodes/pve1/tasks/${stuck}`, 'POST /nodes/pve1/qemu/100/status/stop'])
  })

  it('a paused VM is resumed, not started', async () => {
    const { session, changes } = await start((call) =>
      call.path.endsWith('/status/current') ? { data: { ...running, qmpstatus: 'paused' } } : undefined,
    )
    expect((await session.act({ act: 'start', ...vm, hostNativeId: null }, quick)).kind).toBe('ok')
    expect(changes()).toEqual(['POST /nodes/pve1/qemu/100/status/resume'])
  })

  it('does not start a VM elsewhere than where it is registered', async () => {
    const { session, changes } = await start()
    expect(words(await session.act({ act: 'start', ...vm, hostNativeId: 'pve2' }, quick))).toMatch(
      /^refused: mail is registered on pve1/,
    )
    expect(changes()).toEqual([])
  })

  it('stops a migration by its task, and says so when there is none', async () => {
    const moving = 'UPID:pve1:0000BBBB:00C3D4E5:68F00000:qmigrate:100:root@pam:'
    const listed = { upid: moving, type: 'qmigrate', id: '100', node: 'pve1', pid: 1, pstart: 1, starttime: 1, user: 'root@pam' }
    const { session, changes } = await start((call) =>
      call.path === '/nodes/pve1/tasks' ? { data: [listed, { ...listed, upid: `${moving}old`, status: 'OK' }] } : undefined,
    )
    expect((await session.act({ act: 'cancel-migration', ...vm }, quick)).kind).toBe('ok')
    expect(changes()).toEqual([`DELETE /nodes/pve1/tasks/${moving}`])
    const idle = await start()
    expect(words(await idle.session.act({ act: 'cancel-migration', ...vm }, quick))).toMatch(
      /^refused: mail is not being migrated/,
    )
  })

  it.each([
    [{ local_resources: ['hostpci0'] }, /holds devices of its host: hostpci0/],
    [
      { local_disks: [{ volid: 'local:iso/x.iso', cdrom: 1, is_unused: 0, size: 1 }] },
      /CD image on local storage: local:iso\/x.iso/,
    ],
    [
      { local_disks: [{ volid: 'local-lvm:vm-100-disk-0', cdrom: 0, is_unused: 0, size: 1 }] },
      /disks on local storage: local-lvm/,
    ],
    [{ not_allowed_nodes: { pve2: { unavailable_storages: ['ceph'] } } }, /pve2 does not see the storage of mail: ceph/],
    [{ 'dependent-ha-resources': ['vm:101'] }, /would carry vm:101 along/],
  ])('A8 does not move a VM against Proxmox VE’s own conditions: %o', async (condition, expected) => {
    const { session, changes } = await start((call) =>
      call.path.endsWith('/migrate') && call.method === 'GET' ? { data: { ...migratable, ...condition } } : undefined,
    )
    expect(words(await session.act({ act: 'migrate', ...vm, toHostNativeId: 'pve2' }, quick))).toMatch(expected)
    expect(changes()).toEqual([])
  })

  const onLocal = { volid: 'local-lvm:vm-100-disk-0', cdrom: 0, is_unused: 0, size: 1 }
  const withLocal = (call: PveCall, more: Record<string, unknown> = {}): PveReply | undefined =>
    call.path.endsWith('/migrate') && call.method === 'GET'
      ? {
          data: {
            ...migratable,
            local_disks: [onLocal],
            not_allowed_nodes: { pve2: { unavailable_storages: ['local-lvm'] } },
            ...more,
          },
        }
      : undefined
  const carried = (toDatastoreNativeId: string) => ({
    act: 'migrate' as const,
    ...vm,
    toHostNativeId: 'pve2',
    toDatastoreNativeId,
  })

  it('S1-27 takes local disks along to the storage that was chosen, the target’s own or a shared one', async () => {
    for (const [datastore, name] of [
      ['pve2/big', 'big'],
      ['ceph', 'ceph'],
    ] as const) {
      const { session, changes } = await start((call) => withLocal(call))
      expect(await session.act(carried(datastore), quick)).toEqual({ kind: 'ok', value: { task: UPID } })
      expect(changes()).toEqual([
        `POST /nodes/pve1/qemu/100/migrate target=pve2 online=1 with-local-disks=1 targetstorage=${name}`,
      ])
    }
  })

  it('A6 copies no disks of a VM under HA: its move would be queued, where no cancellation reaches it', async () => {
    const { session, changes } = await start((call) =>
      call.path.endsWith('/status/current') ? { data: { ...running, ha: { managed: 1 } } } : withLocal(call),
    )
    expect(words(await session.act(carried('pve2/big'), quick))).toMatch(/^refused: mail is under HA/)
    expect(changes()).toEqual([])
  })

  it('S1-27 asks for no copy where no disk is local any more', async () => {
    const { session, changes } = await start()
    expect((await session.act(carried('pve2/big'), quick)).kind).toBe('ok')
    expect(changes()).toEqual(['POST /nodes/pve1/qemu/100/migrate target=pve2 online=1'])
  })

  it.each<[string, string, Record<string, unknown>, RegExp]>([
    ['another node’s storage', 'pve3/big', {}, /pve3\/big is no storage of pve2/],
    ['a local CD image', 'pve2/big', { local_disks: [onLocal, { ...onLocal, volid: 'local:iso/x.iso', cdrom: 1 }] }, /CD image/],
    ['a device of its host', 'pve2/big', { local_resources: ['hostpci0'] }, /holds devices of its host/],
    [
      'shared storage that the target does not see',
      'pve2/big',
      { not_allowed_nodes: { pve2: { unavailable_storages: ['local-lvm', 'ceph'] } } },
      /does not see the storage of mail: ceph\./,
    ],
  ])('S1-27 with its disks it is still not moved against %s', async (_, datastore, more, expected) => {
    const { session, changes } = await start((call) => withLocal(call, more))
    expect(words(await session.act(carried(datastore), quick))).toMatch(expected)
    expect(changes()).toEqual([])
  })

  it('a local cloud-init drive does not hinder a move', async () => {
    const { session } = await start((call) =>
      call.path.endsWith('/migrate') && call.method === 'GET'
        ? { data: { ...migratable, local_disks: [{ volid: 'local-lvm:vm-100-cloudinit', cdrom: 1, is_unused: 0, size: 1 }] } }
        : undefined,
    )
    expect((await session.act({ act: 'migrate', ...vm, toHostNativeId: 'pve2' }, quick)).kind).toBe('ok')
  })

  it('A5 an empty node is rebooted; one on which a VM or container runs is not, nor one that does not tell', async () => {
    const guests = (kind: string, status: string) => async () => {
      const { session, changes } = await start((call) =>
        /^\/nodes\/pve1\/(qemu|lxc)$/.test(call.path)
          ? { data: call.path.endsWith(kind) ? [{ vmid: 100, name: 'mail', status }] : [] }
          : undefined,
      )
      return { result: words(await session.act({ act: 'reboot-host', hostNativeId: 'pve1' }, quick)), changes: changes() }
    }
    expect(await guests('qemu', 'stopped')()).toEqual({ result: 'ok', changes: ['POST /nodes/pve1/status command=reboot'] })
    for (const kind of ['qemu', 'lxc']) {
      const { result, changes } = await guests(kind, 'running')()
      expect(result, kind).toMatch(/^refused: 1 guests still run on the node: mail/)
      expect(changes).toEqual([])
    }
    const mute = await start((call) => {
      if (call.path === '/nodes/pve1/qemu') return { data: [] }
      return call.path === '/nodes/pve1/lxc' ? { status: 403, reason: 'Permission check failed' } : undefined
    })
    expect((await mute.session.act({ act: 'reboot-host', hostNativeId: 'pve1' }, quick)).kind).not.toBe('ok')
    expect(mute.changes()).toEqual([])
  })

  it('A1 an act whose answer is lost has an unknown outcome', async () => {
    const { session } = await start((call) => (call.path.endsWith('/status/start') ? { breaks: true } : undefined))
    expect((await session.act({ act: 'start', ...vm, hostNativeId: null }, quick)).kind).toBe('unknown')
  })

  it.each([
    [595, 'No route to host', 'unreachable'],
    [596, 'Connection timed out', 'unknown'],
    [403, 'Permission check failed (/vms/100, VM.PowerMgmt)', 'refused'],
    [500, 'VM is locked (backup)', 'refused'],
  ])('A1 an act answered %i %s is %s', async (status, reason, kind) => {
    const { session } = await start((call) => (call.path.endsWith('/status/start') ? { status, reason } : undefined))
    const result = await session.act({ act: 'start', ...vm, hostNativeId: null }, quick)
    expect(result.kind).toBe(kind)
    expect(words(result)).toContain(reason)
  })

  it('an act on a VM that is gone is refused', async () => {
    const { session } = await start((call) => (call.path === '/cluster/resources' ? { data: [] } : undefined))
    expect(words(await session.act({ act: 'power-off', ...vm }, quick))).toMatch(/^refused: Proxmox VE knows no guest qemu\/100/)
  })
})

describe('tasks', () => {
  const task = { upid: UPID, node: 'pve1', pid: 1, pstart: 1, starttime: 1, type: 'qmstart', id: '100', user: 'root@pam' }
  const ask = async (status: Record<string, unknown>, log: string[] = []) => {
    const { session } = await start((call) => {
      if (call.path === `/nodes/pve1/tasks/${UPID}/status`) return { data: { ...task, ...status } }
      if (!call.path.endsWith('/log')) return undefined
      const from = Number(call.params.start)
      return { data: log.map((t, index) => ({ n: index + 1, t })).slice(from, from + Number(call.params.limit)) }
    })
    return session.task(UPID, quick)
  }
  const failure = (message: string) => ({ kind: 'ok', value: { state: 'failed', message } })

  it('runs, succeeds, and succeeds with warnings', async () => {
    expect(await ask({ status: 'running' })).toEqual({ kind: 'ok', value: { state: 'running', progressPercent: null } })
    expect(await ask({ status: 'stopped', exitstatus: 'OK' })).toEqual({ kind: 'ok', value: { state: 'succeeded' } })
    expect(await ask({ status: 'stopped', exitstatus: 'WARNINGS: 2' })).toEqual({ kind: 'ok', value: { state: 'succeeded' } })
  })

  it('says how far a move has come, as its log last told it; of other tasks nothing is known', async () => {
    const moving = UPID.replace(/:qm[a-z]+:/, ':qmigrate:')
    const told = async (upid: string, ...lines: string[]) => {
      let logs = 0
      const { session } = await start((call) => {
        if (call.path.endsWith('/log')) logs += 1
        if (call.path.endsWith('/status')) return { data: { ...task, upid, status: 'running' } }
        return call.path.endsWith('/log') ? { data: lines.map((t, index) => ({ n: index + 1, t })) } : undefined
      })
      const state = await session.task(upid, quick)
      return { percent: state.kind === 'ok' && state.value.state === 'running' ? state.value.progressPercent : state, logs }
    }
    const sent = (amounts: string) => `2026-02-03 04:05:06 migration active, transferred ${amounts} VM-state, 112.4 MiB/s`
    expect(await told(moving, sent('512.0 MiB of 4.0 GiB'), sent('1.0 GiB of 4.0 GiB'))).toEqual({ percent: 25, logs: 1 })
    // Memory that is written faster than it is sent is sent more than once.
    expect((await told(moving, sent('6.0 GiB of 4.0 GiB'))).percent).toBe(99)
    for (const line of ['no content', sent('1.0 GiB of 0.0 B'), sent('x GiB of 4.0 GiB')])
      expect((await told(moving, line)).percent, line).toBeNull()
    expect(await told(UPID, sent('1.0 GiB of 4.0 GiB'))).toEqual({ percent: null, logs: 0 })
  })

  it('a log that cannot be read leaves a move running', async () => {
    const moving = UPID.replace(/:qm[a-z]+:/, ':qmigrate:')
    const { session } = await start((call) =>
      call.path.endsWith('/status')
        ? { data: { ...task, upid: moving, status: 'running' } }
        : { status: 403, reason: 'Permission check failed' },
    )
    expect(await session.task(moving, quick)).toEqual({ kind: 'ok', value: { state: 'running', progressPercent: null } })
  })

  it('fails with the last line of its log, also of a long one', async () => {
    expect(await ask({ status: 'stopped', exitstatus: 'start failed' }, ['starting', 'TASK ERROR: start failed'])).toEqual(
      failure('start failed'),
    )
    const long = [...Array.from({ length: 700 }, (_, line) => `transferred ${line}`), 'TASK ERROR: migration aborted']
    expect(await ask({ status: 'stopped', exitstatus: 'migration problems' }, long)).toEqual(
      failure('migration problems: migration aborted'),
    )
  })

  it('S4-09 tells a migration’s downtime from its log, as older and newer versions write it; null where it says nothing', async () => {
    const downtime = async (...lines: string[]) => {
      const { session } = await start((call) =>
        call.path.endsWith('/log') ? { data: lines.map((t, index) => ({ n: index + 1, t })) } : undefined,
      )
      return session.downtimeOfMove?.({ vmNativeId: 'qemu/100', toHostNativeId: 'pve2', task: UPID }, quick)
    }
    const told = (value: number | null) => ({ kind: 'ok', value })
    const dated = (text: string) => `2026-02-03 04:05:06 ${text}`
    expect(await downtime(dated('migration speed: 256.00 MB/s - downtime 41 ms'), 'TASK OK')).toEqual(told(41))
    expect(await downtime(dated('average migration speed: 1.1 GiB/s - downtime 118 ms'), 'TASK OK')).toEqual(told(118))
    expect(await downtime(dated('set migration_downtime: 0.1'), 'TASK OK')).toEqual(told(null))
    expect(await downtime('no content')).toEqual(told(null))
  })

  it('is gone when the node has forgotten it, and unreachable while the node is', async () => {
    const forgotten = await start((call) => (call.path.includes('/tasks/') ? { status: 500, reason: 'no such task' } : undefined))
    expect(await forgotten.session.task(UPID, quick)).toEqual({ kind: 'ok', value: { state: 'gone' } })
    const away = await start((call) => (call.path.includes('/tasks/') ? { status: 595, reason: 'No route to host' } : undefined))
    expect((await away.session.task(UPID, quick)).kind).toBe('unreachable')
  })
})

describe('what it tells of changes', () => {
  it('guests whose tasks begin or end, and nothing that was there before', async () => {
    const task = (number: number, type: string, id: string, status?: string) => ({
      upid: `UPID:pve1:0000000${number}:00000000:68F00000:${type}:${id}:root@pam:`,
      node: 'pve1',
      pid: number,
      pstart: 1,
      starttime: 1,
      type,
      id,
      user: 'root@pam',
      ...(status === undefined ? {} : { status, endtime: 2 }),
    })
    const tasks = [task(1, 'qmstart', '100'), task(2, 'vzdump', '300', 'OK')]
    let looked = (): void => undefined
    const firstLook = new Promise<void>((done) => (looked = done))
    const { session } = await start((call) => {
      if (call.path !== '/cluster/tasks') return undefined
      looked()
      return { data: [...tasks] }
    })
    const stop = new AbortController()
    const told: (readonly string[])[] = []
    const hear = (): Promise<void> =>
      new Promise((heard) => {
        hears = heard
      })
    let hears = (): void => undefined
    const ended = session.watchChanges?.((changed) => {
      told.push(changed?.vmNativeIds ?? [])
      hears()
    }, stop.signal)
    // What the first look finds is no news.
    await firstLook
    const first = hear()
    tasks.splice(0, 1, task(1, 'qmstart', '100', 'OK'))
    tasks.push(task(3, 'vzshutdown', '200'), task(4, 'vzdump', '300'), task(5, 'startall', ''))
    await first
    expect(told).toEqual([['qemu/100', 'lxc/200']])
    stop.abort()
    expect(await ended).toMatchObject({ kind: 'unreachable' })
  })
})
