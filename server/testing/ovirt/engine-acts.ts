import { randomUUID } from 'node:crypto'
import { find, text } from '../../drivers/protocols/xml/xml'
import { parseXml } from '../../drivers/protocols/xml/xml-parser'
import { type EngineModel, happened, type ModelHost, type ModelVm } from './engine-model'
import { documentOf, fault } from './engine-xml'
import type { EngineCall, EngineReply } from './scripted-engine'

/** What the API model lists as input of each action. */
const INPUT: Readonly<Record<string, readonly string[]>> = {
  'vms/start': ['vm', 'pause', 'async', 'use_cloud_init', 'use_sysprep', 'use_initialization', 'volatile', 'filter'],
  'vms/stop': ['force', 'async', 'reason'],
  'vms/shutdown': ['force', 'async', 'reason'],
  'vms/suspend': ['async'],
  'vms/migrate': ['cluster', 'force', 'host', 'migrate_vms_in_affinity_closure', 'async'],
  'vms/cancelmigration': ['async'],
  'hosts/activate': ['async'],
  'hosts/deactivate': ['reason', 'async', 'stop_gluster_service'],
  'hosts/fence': ['fence_type', 'async', 'maintenance_after_restart'],
}

const RUNNING = new Set(['up', 'powering_up', 'powering_down', 'paused'])

const conflict = (detail: string): EngineReply => ({ status: 409, xml: fault('Operation Failed', detail) })

export const engineActs = (model: EngineModel, problems: string[]) => {
  const seen = new Set<string>()

  const begin = (call: EngineCall, description: string, finish: () => void): EngineReply => {
    const job = {
      id: randomUUID(),
      correlationId: String(call.headers['correlation-id'] ?? ''),
      description,
      status: 'started',
      finish,
    }
    model.jobs.push(job)
    const [, collection = '', id = ''] = call.path.split('/')
    const { correlationId } = job
    happened(model, { correlationId, description, ...(collection === 'vms' ? { vm: id } : { host: id }) })
    return {
      xml: documentOf(`<action><job href="/ovirt-engine/api/jobs/${job.id}" id="${job.id}"/><status>complete</status></action>`),
    }
  }

  const vmAct = (call: EngineCall, vm: ModelVm, verb: string): EngineReply | undefined => {
    const action = parseXml(call.body)
    const isRunning = RUNNING.has(vm.status)
    switch (verb) {
      case 'shutdown':
      case 'stop':
        if (!isRunning && vm.status !== 'migrating') return conflict(`Cannot ${verb} VM. VM is not running.`)
        vm.status = 'powering_down'
        return begin(call, `${verb} VM ${vm.name}`, () => Object.assign(vm, { status: 'down', host: null }))
      case 'suspend':
        if (!isRunning) return conflict('Cannot hibernate VM. VM is not up.')
        vm.status = 'saving_state'
        return begin(call, `Hibernating VM ${vm.name}`, () => Object.assign(vm, { status: 'suspended', host: null }))
      case 'start': {
        const wanted = find(action, 'vm', 'placement_policy', 'hosts', 'host')?.attributes.id
        if (isRunning) return conflict('Cannot run VM. VM is running.')
        if (wanted !== undefined && vm.status !== 'down') return conflict('Cannot run VM once. VM is not down.')
        const host = model.hosts.find((each) => (wanted === undefined ? each.status === 'up' : each.id === wanted))
        if (host?.status !== 'up')
          return conflict('Cannot run VM. There is no host that satisfies current scheduling constraints.')
        Object.assign(vm, { status: vm.status === 'suspended' ? 'restoring_state' : 'wait_for_launch', host: host.id })
        return begin(call, `Launching VM ${vm.name}`, () => (vm.status = 'up'))
      }
      case 'migrate': {
        const target = find(action, 'host')?.attributes.id ?? ''
        if (vm.affinity !== 'migratable')
          return conflict('Cannot migrate VM. VM is non migratable and user did not specify the force-migration flag.')
        if (model.hosts.find((host) => host.id === target)?.status !== 'up')
          return conflict('Cannot migrate VM. There is no host that satisfies current scheduling constraints.')
        vm.status = 'migrating'
        return begin(call, `Migrating VM ${vm.name}`, () => Object.assign(vm, { status: 'up', host: target }))
      }
      case 'cancelmigration':
        if (vm.status !== 'migrating') return conflict('Cannot cancel migration of VM. VM is not migrating.')
        vm.status = 'up'
        for (const job of model.jobs) if (job.status === 'started') job.status = 'failed'
        return begin(call, `Cancelling the migration of VM ${vm.name}`, () => undefined)
      default:
        return undefined
    }
  }

  const hostAct = (call: EngineCall, host: ModelHost, verb: string): EngineReply | undefined => {
    switch (verb) {
      case 'deactivate':
        host.status = 'preparing_for_maintenance'
        return begin(call, `Moving host ${host.name} to maintenance`, () => (host.status = 'maintenance'))
      case 'activate':
        host.status = 'unassigned'
        return begin(call, `Activating host ${host.name}`, () => (host.status = 'up'))
      case 'fence': {
        const type = text(parseXml(call.body), 'fence_type')
        if (!host.powerManagement) return conflict('Power Management operation failed: power management is not enabled.')
        if (type === 'stop' && host.status !== 'maintenance') return conflict('Cannot stop Host. Host is not in maintenance.')
        host.status = type === 'stop' ? 'down' : 'reboot'
        return begin(call, `Fencing host ${host.name}`, () => (host.status = type === 'stop' ? 'down' : 'up'))
      }
      default:
        return undefined
    }
  }

  /** Undefined where there is no such object or action. */
  return (call: EngineCall): EngineReply | undefined => {
    const [, collection = '', id = '', verb = ''] = call.path.split('/')
    const allowed = INPUT[`${collection}/${verb}`]
    const action = parseXml(call.body)
    if (allowed === undefined || action?.name !== 'action') return undefined
    for (const { name } of action.children) if (!allowed.includes(name)) problems.push(`${call.path}: no input ${name}`)
    const correlation = String(call.headers['correlation-id'] ?? '')
    if (correlation === '' || correlation.length > 36 || seen.has(correlation))
      problems.push(`${call.path}: correlation id "${correlation}"`)
    seen.add(correlation)
    const vm = collection === 'vms' ? model.vms.find((one) => one.id === id) : undefined
    const host = collection === 'hosts' ? model.hosts.find((one) => one.id === id) : undefined
    if (vm !== undefined) return vmAct(call, vm, verb)
    return host === undefined ? { status: 404, xml: fault('Operation Failed', 'Entity not found') } : hostAct(call, host, verb)
  }
}
