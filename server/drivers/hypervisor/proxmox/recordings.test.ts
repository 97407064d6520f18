import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { testData } from '../../../testing/require-peer'
import { type PveCall, type PveReply, type ScriptedPve, scriptedPve } from '../../../testing/scripted-pve'
import type { ManagerSecret } from '../../../domain/manager'
import type { DriverResult, ManagerSession } from '../../ports'
import { driver } from './driver'

/** Answers of real nodes (versions 6.2 and 7.4) as recorded on the wire; calls are held against today's schema. */
const folder = testData('manager-recordings/proxmox/spec/fixtures/proxmox')

const recordingSchema = z.object({
  http_interactions: z.array(
    z.object({
      request: z.object({ method: z.string(), uri: z.string() }),
      response: z.object({
        status: z.object({ code: z.number(), message: z.string() }),
        body: z.object({ string: z.unknown() }),
      }),
    }),
  ),
})

interface Recorded {
  readonly method: string
  readonly path: string
  readonly reply: PveReply
}

const recorded = (file: string): Recorded[] =>
  recordingSchema
    .parse(parse(readFileSync(`${folder ?? ''}/${file}`, 'utf8'), { customTags: ['binary'] }))
    .http_interactions.map(({ request, response }) => ({
      method: request.method.toUpperCase(),
      path: decodeURIComponent(new URL(request.uri).pathname.replace(/^\/api2\/json/, '')),
      reply: {
        status: response.status.code,
        reason: response.status.message,
        raw: typeof response.body.string === 'string' ? response.body.string : '',
      },
    }))

/** Typed, so that it does not spread `any`. */
const containing = (text: string): unknown => expect.stringContaining(text)

const quick = { deadlineMs: 10_000 }
const token: ManagerSecret = { kind: 'api-token', tokenId: 'root@pam!x', token: 'token-secret' }
const open: { close(): Promise<void> }[] = []
const servers: ScriptedPve[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
  expect(servers.splice(0).flatMap((server) => server.problems)).toEqual([])
})

/** `extra` stands in for what nobody recorded: who is in the cluster. */
const replay = async (
  pick: (call: PveCall) => PveReply | undefined,
  extra: Record<string, PveReply> = {},
  secret: ManagerSecret = token,
): Promise<ManagerSession> => {
  const server = await scriptedPve((call) => extra[call.path] ?? pick(call), { checkAnswers: false })
  const session = driver.open({ address: { kind: 'proxmox', url: server.url, pins: [] }, secret })
  servers.push(server)
  open.push(server, session)
  return session
}

const firstOf =
  (all: readonly Recorded[], accept: (one: Recorded) => boolean = () => true) =>
  (call: PveCall) =>
    all.find((one) => one.method === call.method && one.path === call.path && accept(one))?.reply

/** What the node itself said last of a task, in its own words. */
const recordedEnd = (order: readonly Recorded[], id: string): string => {
  const raw = order.find((one) => one.path.endsWith(`/tasks/${id}/status`))?.reply.raw ?? ''
  if (raw.includes('"status":"running"')) return 'running'
  return raw.includes('"exitstatus":"OK"') ? 'succeeded' : 'failed'
}

const valueOf = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
  return result.value
}

const listed = (id: string, node: string): PveReply => ({ data: [{ id, type: 'qemu', node, vmid: Number(id.slice(5)) }] })

/** What an account may do, and on what, was not recorded. */
const RIGHTS: Record<string, PveReply> = {
  '/access/permissions': { data: {} },
  '/cluster/resources': { data: [] },
  '/cluster/ha/status/current': { data: [] },
  '/cluster/ceph/flags': { status: 500, reason: 'binary not installed: /usr/bin/ceph-mon' },
}

describe.skipIf(folder === null)('recorded answers of real nodes', () => {
  it('version 6.2', async () => {
    const session = await replay(firstOf(recorded('identity/read_version.yml')), RIGHTS)
    expect(valueOf(await session.identify(quick))).toMatchObject({ product: 'Proxmox VE', version: '6.2-4' })
  })

  it('a ticket, and a wrong password', async () => {
    const all = [...recorded('identity/auth_access_ticket.yml'), ...recorded('identity/read_version.yml')]
    const secret: ManagerSecret = { kind: 'password', user: 'root@pam', password: 'any' }
    const good = await replay(
      firstOf([...recorded('identity/common_auth.yml'), ...all], (one) => one.reply.status === 200),
      RIGHTS,
      secret,
    )
    expect((await good.identify(quick)).kind).toBe('ok')
    const bad = await replay(
      firstOf(all, (one) => one.path !== '/access/ticket' || one.reply.status === 401),
      RIGHTS,
      secret,
    )
    expect(await bad.identify(quick)).toMatchObject({
      kind: 'refused',
      message: containing('authentication failure'),
    })
  })

  it('a VM of version 6.2, whose numbers come as text, with its disk and UUID', async () => {
    const all = recorded('compute/servers.yml').filter((one) => one.reply.status === 200)
    const session = await replay(firstOf(all), {
      '/cluster/resources': listed('qemu/101', 'pve'),
      '/cluster/status': { data: [] },
    })
    expect(valueOf(await session.observeVm('qemu/101', quick))).toMatchObject({
      name: 'Copy-of-VM-100',
      uuid: 'f78b58cf-4cd1-4eee-bbe7-3429fcad38e8',
      power: 'off',
      cpuThreads: 1,
      memoryMiB: 512,
      highlyAvailable: false,
      lockedBy: null,
      disks: [{ label: 'virtio0', gibibytes: 1 }],
    })
  })

  it('a VM of version 7.4', async () => {
    const session = await replay(firstOf(recorded('compute/snapshots.yml')), {
      '/cluster/resources': listed('qemu/101', 'proxmox-noris'),
      '/cluster/status': { data: [] },
    })
    expect(valueOf(await session.observeVm('qemu/101', quick))).toMatchObject({
      uuid: 'a3a7f4cc-15ce-438e-84d8-4e6f01730c38',
      power: 'off',
      hostNativeId: 'proxmox-noris',
    })
  })

  it('a VM that was removed', async () => {
    const gone = recorded('compute/servers.yml').filter((one) => one.reply.status === 500)
    const session = await replay(firstOf(gone), {
      '/cluster/resources': listed('qemu/100', 'pve'),
      '/access/permissions': { data: { '/': { 'VM.Audit': 1 } } },
    })
    expect(valueOf(await session.observeVm('qemu/100', quick))).toBeNull()
  })

  it('every recorded task ends as the node said, or runs', async () => {
    const all = [...recorded('compute/servers.yml'), ...recorded('compute/containers.yml'), ...recorded('compute/snapshots.yml')]
    const ids = [...new Set(all.flatMap((one) => /\/tasks\/(UPID:.+)\/status$/.exec(one.path)?.[1] ?? []))]
    expect(ids.length).toBeGreaterThan(20)
    for (const order of [all, [...all].reverse()]) {
      const session = await replay(firstOf(order))
      const states = await Promise.all(ids.map(async (id) => valueOf(await session.task(id, quick)).state))
      expect(states).toEqual(ids.map((id) => recordedEnd(order, id)))
      expect(new Set(states)).toContain('succeeded')
    }
  })

  it('a failed task tells why', async () => {
    const all = [...recorded('compute/servers.yml'), ...recorded('compute/containers.yml')].reverse()
    const failed = [...new Set(all.flatMap((one) => /\/tasks\/(UPID:.+)\/status$/.exec(one.path)?.[1] ?? []))].filter(
      (id) => recordedEnd(all, id) === 'failed',
    )
    expect(failed).not.toEqual([])
    const session = await replay(firstOf(all))
    for (const id of failed) {
      const state = valueOf(await session.task(id, quick))
      expect(state.state === 'failed' ? state.message : '').toMatch(/\w{3,}/)
    }
  })

  it('start, stop and suspend return the recorded tasks', async () => {
    const all = recorded('compute/servers.yml')
    const session = await replay(
      (call) =>
        call.path.endsWith('/status/current') ? firstOf(all, (one) => one.reply.status === 200)(call) : firstOf(all)(call),
      { '/cluster/resources': listed('qemu/100', 'pve'), '/nodes/pve/tasks': { data: [] } },
    )
    const vm = { vmNativeId: 'qemu/100' }
    const started = valueOf(await session.act({ act: 'start', ...vm, hostNativeId: null }, quick))
    expect(started.task).toMatch(/^UPID:pve:.*:qmstart:100:root@pam:$/)
    const stopped = valueOf(await session.act({ act: 'power-off', ...vm }, quick))
    expect(stopped.task).toMatch(/^UPID:pve:.*:qmstop:100:root@pam:$/)
    expect(valueOf(await session.act({ act: 'save-state', ...vm }, quick)).task).toMatch(/^UPID:pve:/)
  })
})
