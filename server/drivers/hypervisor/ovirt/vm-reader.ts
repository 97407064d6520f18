import type { CallOptions } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { Turns } from '../../protocols/turns'
import { all, text, type XmlElement } from '../../protocols/xml/xml'
import { completed, VM_COLLECTIONS, VM_FOLLOW, withDisks } from './collections'
import type { EngineClient } from './engine-client'
import { notReadInTime, type OvirtResult } from './failure'
import { firstFailure } from './first-failure'
import { getById } from './references'
import { type VmDetails, vmDetails, type VmLine, vmLine } from './vm-record'

export const VMS_PER_PAGE = 200
const DETAILS_LIFE_MS = 5 * 60_000
/** A refresh re-reads at most this many that are merely old, so that it stays cheap. */
const OLD_PER_REFRESH = 64

export interface VmRecord {
  readonly line: VmLine
  readonly details: VmDetails
}

export interface VmReader {
  list(options: CallOptions): Promise<OvirtResult<readonly VmRecord[]>>
  /** Fresh, nothing of it from the cache; null: the engine does not know it. `host`: the status of the host that it is on. */
  one(id: string, options: CallOptions): Promise<OvirtResult<(VmRecord & { readonly host: string | null }) | null>>
}

interface Entry {
  readonly details: VmDetails
  readonly sign: string
  readonly readAtMs: number
}

/** By a task whose end changes nothing of the VM's own line: it is looked at each time. */
const isHeld = ({ lockedDisk, lockedSnapshot }: VmDetails): boolean => lockedDisk !== null || lockedSnapshot !== null

/** Texts of an answer are cut out of it and would keep all of it in memory: copies do not. */
const detached = <T>(value: T): T => structuredClone(value)

/**
 * VMs, page by page. What belongs to a VM (disks, cards, …) costs the engine some queries for each: it is read with the VMs the
 * first time, then for those that are new or changed, and for the others every few minutes.
 */
export const vmReader = (client: EngineClient, parallelCalls: number): VmReader => {
  const entries = new Map<string, Entry>()

  const complete = async (vm: XmlElement, id: string, budget: () => CallOptions): Promise<OvirtResult<XmlElement>> => {
    const whole = await completed(client, `/vms/${id}`, vm, VM_COLLECTIONS, budget)
    return whole.kind === 'ok' ? withDisks(client, whole.value, budget) : whole
  }

  /** One VM with all that belongs to it. */
  const read = async (id: string, budget: () => CallOptions): Promise<OvirtResult<XmlElement>> => {
    const followed = await client.get(`/vms/${id}?follow=${VM_FOLLOW}`, 'vm', budget())
    // The engine fails as a whole where something goes away while it follows.
    const vm = followed.kind !== 'ok' && followed.why === 'trouble' ? await client.get(`/vms/${id}`, 'vm', budget()) : followed
    return vm.kind === 'ok' ? complete(vm.value, id, budget) : vm
  }

  const keep = (line: VmLine, details: VmDetails) =>
    entries.set(line.id, { details, sign: line.sign, readAtMs: performance.now() })

  const page = async (
    number: number,
    follow: boolean,
    budget: () => CallOptions,
  ): Promise<OvirtResult<readonly XmlElement[]>> => {
    const search = encodeURIComponent(`sortby name asc page ${number}`)
    const path = `/vms?search=${search}&max=${VMS_PER_PAGE}`
    const answer = await client.get(follow ? `${path}&follow=${VM_FOLLOW}` : path, 'vms', budget())
    if (answer.kind !== 'ok' && answer.why === 'trouble' && follow) return page(number, false, budget)
    return answer.kind === 'ok' ? { kind: 'ok', value: all(answer.value, 'vm') } : answer
  }

  const lines = async (budget: () => CallOptions): Promise<OvirtResult<Map<string, VmLine>>> => {
    const follow = entries.size === 0
    const found = new Map<string, VmLine>()
    for (let number = 1; ; number += 1) {
      const vms = await page(number, follow, budget)
      if (vms.kind !== 'ok') return vms
      const turns = new Turns(budget())
      for (const vm of vms.value) {
        if (turns.isOver && !(await turns.pass())) return notReadInTime()
        const line = detached(vmLine(vm))
        if (line === null) continue
        found.set(line.id, line)
        const isWhole = VM_COLLECTIONS.every(({ element }) => vm.children.some((child) => child.name === element))
        if (isWhole) keep(line, detached(vmDetails(vm)))
      }
      if (vms.value.length < VMS_PER_PAGE) return { kind: 'ok', value: found }
    }
  }

  const dueOf = (found: ReadonlyMap<string, VmLine>): string[] => {
    const nowMs = performance.now()
    const changed: string[] = []
    const old: string[] = []
    for (const { id, sign } of found.values()) {
      const entry = entries.get(id)
      if (entry?.sign !== sign || isHeld(entry.details)) changed.push(id)
      else if (nowMs - entry.readAtMs > DETAILS_LIFE_MS) old.push(id)
    }
    return [...changed, ...old.slice(0, OLD_PER_REFRESH)]
  }

  /** Pages shift while VMs come and go: one that was there before and is on none of them is asked for by its id. */
  const slipped = (found: ReadonlyMap<string, VmLine>): string[] => [...entries.keys()].filter((id) => !found.has(id))

  return {
    async list(options) {
      const budget = budgetOf(options)
      const found = await lines(budget)
      if (found.kind !== 'ok') return found
      const vms = found.value
      const failure = await firstFailure([...dueOf(vms), ...slipped(vms)], parallelCalls, async (id) => {
        const vm = await read(id, budget)
        const line = vm.kind === 'ok' ? detached(vmLine(vm.value)) : null
        if (vm.kind === 'ok' && line?.id === id) {
          vms.set(id, line)
          keep(line, detached(vmDetails(vm.value)))
        } else if (vm.kind !== 'ok' && vm.why === 'gone') {
          vms.delete(id)
          entries.delete(id)
        } else if (vm.kind !== 'ok') return vm
        return null
      })
      if (failure !== null) return failure
      const records = [...vms.values()].flatMap((line) => {
        const details = entries.get(line.id)?.details
        return details === undefined ? [] : [{ line, details }]
      })
      return { kind: 'ok', value: records }
    },
    async one(id, options) {
      const budget = budgetOf(options)
      const vm = await getById(client, id, options, () => read(id, budget))
      if (vm.kind !== 'ok') return vm
      const line = vm.value === null ? null : vmLine(vm.value)
      if (vm.value === null || line === null) return { kind: 'ok', value: null }
      const record = { line, details: vmDetails(vm.value) }
      // Not followed: the engine fails over a VM that has no host to follow.
      if (line.host === null) return { kind: 'ok', value: { ...record, host: null } }
      const host = await client.get(`/hosts/${line.host}`, 'host', budget())
      if (host.kind !== 'ok' && host.why !== 'gone') return host
      return { kind: 'ok', value: { ...record, host: host.kind === 'ok' ? text(host.value, 'status') : null } }
    },
  }
}
