import { describe, expect, it } from 'vitest'
import { loadPveSchema } from './pve-schema'

const schema = loadPveSchema()

describe.skipIf(schema === null)('the Proxmox API schema as a checker', () => {
  const call = (...args: Parameters<NonNullable<typeof schema>['validateCall']>) => schema?.validateCall(...args) ?? []
  const answer = (...args: Parameters<NonNullable<typeof schema>['validateReturn']>) => schema?.validateReturn(...args) ?? []

  it('holds the whole API', () => expect(schema?.operationCount).toBe(649))

  it('accepts a right call, as text or as values', () => {
    expect(call('POST', '/nodes/pve1/qemu/101/status/shutdown', { timeout: 30, forceStop: 0 })).toEqual([])
    expect(call('POST', '/nodes/pve1/qemu/101/status/shutdown', { timeout: '30', forceStop: 'false' })).toEqual([])
    expect(call('GET', '/nodes/pve1/tasks/UPID:pve1:0001:02:03:qmstart:101:root@pam:/status', {})).toEqual([])
  })

  it('names an unknown path, an unknown parameter, a missing one, a wrong one, and one without its partner', () => {
    expect(call('POST', '/nodes/pve1/qemu/101/status/explode', {})[0]).toContain('no such call')
    expect(call('POST', '/nodes/pve1/qemu/101/status/stop', { now: 1 })[0]).toContain('no such parameter')
    expect(call('POST', '/nodes/pve1/qemu/101/migrate', {})[0]).toContain('target: missing')
    expect(call('POST', '/nodes/pve1/status', { command: 'explode' })[0]).toContain('none of reboot, shutdown')
    expect(call('POST', '/nodes/pve1/qemu/7/status/stop', {})[0]).toContain('below 100')
    expect(call('POST', '/nodes/pve1/qemu/101/status/suspend', { statestorage: 'ceph' })[0]).toContain('needs todisk')
  })

  it('accepts a right answer and names what is wrong in another', () => {
    expect(answer('GET', '/cluster/resources', [{ id: 'node/pve1', type: 'node', cpu: 0.1 }])).toEqual([])
    expect(answer('GET', '/cluster/resources', [{ id: 'node/pve1', type: 'blade' }])[0]).toContain('[0].type')
    expect(answer('GET', '/cluster/resources', [{ type: 'node' }])[0]).toContain('[0].id: missing')
    expect(answer('POST', '/nodes/pve1/status', 'UPID')[0]).toContain('expected null')
    expect(answer('GET', '/nodes/pve1/qemu/101/config', { digest: 'ab', net0: 5 })[0]).toContain('net0: expected a string')
  })
})
